import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { identityOf, isAlive } from "@/server/lib/processIdentity";
import { Child, type ChildSpec } from "./child";
import { Records } from "./records";

let folder = "";
const started: Child[] = [];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "child-"));
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => child.stop(0)));
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A process that lives until it is told to end, and writes what it does to its log. */
function aChild(more: Partial<ChildSpec> = {}, records = new Records(path.join(folder, "records"))): Child {
  const script = more.args ? "" : "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)";
  const spec: ChildSpec = {
    name: "part",
    command: process.execPath,
    args: ["-e", script],
    env: { PATH: process.env.PATH, NODE_ENV: "test" },
    build: "1",
    logFile: path.join(folder, "part.log"),
    stopMs: 2000,
    ...more,
  };
  const child = new Child(spec, { records, clock: systemClock, log: silentLog });
  started.push(child);
  return child;
}

/** Records on a disk that may be full. */
class FullRecords extends Records {
  isFull = true;
  override write(...[name, record]: Parameters<Records["write"]>): void {
    if (this.isFull) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    super.write(name, record);
  }
}

describe("a child of the supervisor", () => {
  it("is started again on a full disk, without a log, and is written down once there is space", async () => {
    const records = new FullRecords(path.join(folder, "records"));
    const child = aChild({ logFile: path.join(folder, "no-such-folder/part.log") }, records);
    expect(await child.run()).toBe("started");
    const first = child.pid ?? 0;
    process.kill(first, "SIGKILL");
    await expect.poll(() => child.isAlive && child.pid !== first, { timeout: 5000 }).toBe(true);
    records.isFull = false;
    await expect.poll(() => records.read("part")?.identity.pid, { timeout: 5000 }).toBe(child.pid);
  });

  it("is started again at once when it is killed", async () => {
    const child = aChild();
    expect(await child.run()).toBe("started");
    const first = child.pid ?? 0;
    process.kill(first, "SIGKILL");
    await expect.poll(() => child.isAlive && child.pid !== first, { timeout: 5000 }).toBe(true);
    expect(child.restarts).toBe(1);
  });

  it("outlives its supervisor, and is adopted by the next one without a restart", async () => {
    const first = aChild();
    await first.run();
    const { pid } = first;
    first.release();
    const second = aChild();
    expect(await second.run()).toBe("adopted");
    expect(second.pid).toBe(pid);
  });

  it("is seen to die after its adoption, too", async () => {
    const first = aChild();
    await first.run();
    first.release();
    const second = aChild();
    await second.run();
    const { pid } = second;
    process.kill(pid ?? 0, "SIGKILL");
    await expect.poll(() => second.isAlive && second.pid !== pid, { timeout: 5000 }).toBe(true);
  });

  it("is replaced when it runs another build", async () => {
    const old = aChild();
    await old.run();
    const before = identityOf(old.pid ?? 0);
    old.release();
    const next = aChild({ build: "2" });
    expect(await next.run()).toBe("started");
    expect(before && isAlive(before)).toBe(false);
    expect(next.pid).not.toBe(before?.pid);
  });

  it("is not started by a run that a stop overtakes", async () => {
    const old = aChild();
    await old.run();
    old.release();
    const next = aChild({ build: "2" });
    const running = next.run();
    await next.stop();
    expect(await running).toBe("stopped");
    expect(next.isAlive).toBe(false);
  });

  it("is ended by force when it does not end by itself", async () => {
    const args = ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')"];
    const child = aChild({ args, stopMs: 100 });
    await child.run();
    await expect.poll(() => fs.readFileSync(child.spec.logFile, "utf8"), { timeout: 5000 }).toContain("up");
    const identity = identityOf(child.pid ?? 0);
    await child.stop();
    expect(identity && isAlive(identity)).toBe(false);
    expect(child.isAlive).toBe(false);
  });

  it("never signals a stranger that was given its number", async () => {
    const records = new Records(path.join(folder, "records"));
    const stranger = identityOf(process.pid);
    if (!stranger) throw new Error("this process has no identity");
    records.write("part", { identity: { ...stranger, startTime: `${stranger.startTime}0` }, fingerprint: "x" });
    await aChild().stop(0);
    expect(isAlive(stranger)).toBe(true);
  });

  it("gives its exit code when it is run once", async () => {
    expect(await aChild({ args: ["-e", "process.exit(3)"] }).once(30_000)).toBe(3);
  });

  it("is given up when it is run once and hangs", async () => {
    expect(
      await aChild({ args: ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"] }).once(200),
    ).toBe(1);
  });
});
