import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { bootId, identityOf, isAlive, signalIfSame } from "./processIdentity";

test("a process is known by its boot, PID and start time while it runs, and not after", async () => {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  await once(child, "spawn");
  const identity = identityOf(child.pid ?? 0);
  expect(identity).toMatchObject({ pid: child.pid, bootId: bootId() });
  if (!identity) return;
  expect(isAlive(identity)).toBe(true);
  expect(signalIfSame(identity, "SIGKILL")).toBe(true);
  await once(child, "exit");
  expect(isAlive(identity)).toBe(false);
  expect(signalIfSame(identity, "SIGKILL")).toBe(false);
});

test("a PID that was given out again, or is from another boot, is never signalled", () => {
  const self = identityOf(process.pid);
  if (!self) throw new Error("this process has no identity");
  expect(signalIfSame({ ...self, startTime: "1" }, "SIGKILL")).toBe(false);
  expect(signalIfSame({ ...self, bootId: "another" }, "SIGKILL")).toBe(false);
  expect(identityOf(-1)).toBeUndefined();
});
