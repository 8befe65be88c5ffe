import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  aRequest,
  containerThat,
  hasEnded,
  logOf,
  openTestRuntime,
  temporaryFolder,
} from "@/server/agent/testing/testRuntime";
import type { Runtime } from "../runtime";
import { hasTools, probeMachine } from "./machine";

const folder = temporaryFolder();
let runtime: Runtime;
const machine = await probeMachine({ dir: path.join(folder.dir, "probe"), installation: folder.dir });
const canTry = machine.canChangeUser && machine.root === "overlay" && hasTools(["pivot_root", "perl"]);
if (!canTry) console.warn("skipped: root in a container needs root here, an overlay of /, pivot_root and perl");

beforeEach(async () => {
  runtime = await openTestRuntime(folder.dir);
});
afterEach(async () => {
  await runtime.close();
  folder.remove();
});

/** Out of a chroot by a second one: the working directory stays outside it, and goes up as far as there is. */
const climb = (file: string) =>
  `mkdir "/tmp/jail"; chroot "/tmp/jail"; chdir ".." for 1..64; chroot "."; open(F, "<", "${file}") or die "kept in: $!"; print <F>`;

test.skipIf(!canTry)("root in a container climbs out of it by no chroot, and mounts nothing", async () => {
  const secret = path.join(folder.dir, "data", "secret");
  mkdirSync(path.dirname(secret), { recursive: true });
  writeFileSync(secret, "hush\n");
  expect(execFileSync("cat", [secret]).toString()).toBe("hush\n");
  const script = `perl -e '${climb(secret)}'; mount -t tmpfs tmpfs /mnt || echo no mount; mknod /tmp/d b 8 0 || echo no device`;
  const { id } = await runtime.start(aRequest(["sh", "-c", `exec 2>&1; ${script}`], { user: { uid: 0, gid: 0 } }));
  await containerThat(runtime, id, hasEnded);
  const said = await logOf(runtime, id);
  await runtime.remove(id);
  expect(said).toMatch(/kept in: No such file/);
  expect(said).toContain("no mount");
  expect(said).toContain("no device");
  expect(said).not.toContain("hush");
});
