import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  aRequest,
  containerThat,
  hasEnded,
  logOf,
  logThatHas,
  openTestRuntime,
  temporaryFolder,
} from "@/server/agent/testing/testRuntime";
import { identityOf } from "@/server/lib/processIdentity";
import type { Runtime } from "../runtime";
import type { Machine } from "./machine";

const links: Machine = {
  namespaces: "none",
  root: "links",
  hasPrivateProc: false,
  canChangeUser: false,
  canMapUser: false,
};

/** What is this runtime's own; the rest is in the contract. */
describe.each([
  ["with what this machine allows", undefined],
  ["without namespaces", links],
] as const)("the process runtime %s", (_title, machine) => {
  const folder = temporaryFolder();
  let runtime: Runtime;
  const started: string[] = [];
  const start = async (...args: Parameters<typeof aRequest>) => {
    const { id } = await runtime.start(aRequest(...args));
    started.push(id);
    return id;
  };
  const open = () => openTestRuntime(folder.dir, machine ? { machine } : {});

  beforeEach(async () => {
    runtime = await open();
  });
  afterEach(async () => {
    for (const id of started.splice(0)) await runtime.remove(id);
    await runtime.close();
    folder.remove();
  });

  test("the command hears SIGINT", async () => {
    const id = await start(["sh", "-c", "trap 'exit 9' INT; echo up; while :; do sleep 0.05; done"]);
    await logThatHas(runtime, id, "up");
    await runtime.signal(id, "SIGINT");
    expect(await containerThat(runtime, id, hasEnded)).toMatchObject({ exit: { code: 9 } });
  });

  test("SIGKILL ends the command and what it left in the background, within a second", async () => {
    const id = await start(["sh", "-c", "sleep 1000 & echo child $!; wait"]);
    await logThatHas(runtime, id, "child");
    const began = performance.now();
    await runtime.signal(id, "SIGKILL");
    expect(await containerThat(runtime, id, hasEnded)).toMatchObject({ exit: { code: 137 } });
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await runtime.run(id, ["true"], 1_000).catch((error) => error.reason)).toBe("ContainerNotRunning");
  });

  test.skipIf(machine)(
    "what was put in a mount's place after it was checked is not shown to the container",
    async () => {
      if ((await runtime.info()).cannot.some((says) => says.startsWith("no private mounts"))) return;
      const [checked, other] = [path.join(folder.dir, "checked"), path.join(folder.dir, "other")];
      for (const dir of [checked, other]) mkdirSync(dir, { recursive: true });
      const { dev, ino } = statSync(checked, { bigint: true });
      const mount = { target: "/data", isReadOnly: false, identity: `${dev}:${ino}` };
      await containerThat(runtime, await start(["true"], { mounts: [{ ...mount, source: checked }] }), hasEnded);
      await expect(start(["true"], { mounts: [{ ...mount, source: other }] })).rejects.toThrow(
        "what is mounted at /data was changed meanwhile",
      );
    },
  );

  test("the environment reaches the command whole, and no file", async () => {
    const value = 'it\'s a "secret"\n$(not) `run`';
    const id = await start(["node", "-e", "console.log(JSON.stringify(process.env))"], {
      env: { TOKEN: value, "my.key": "dotted", PWD_NAME: "x" },
    });
    await containerThat(runtime, id, hasEnded);
    const seen = JSON.parse(await logOf(runtime, id));
    expect(seen).toMatchObject({ TOKEN: value, "my.key": "dotted", PWD_NAME: "x" });
    const [uid = ""] = id.split("_");
    const dir = path.join(folder.dir, "data/nodes/a/pods", uid, "main.0");
    for (const name of ["record.json", "setup.sh", "enter.sh"])
      expect(readFileSync(path.join(dir, name), "utf8")).not.toContain("secret");
  });

  test("a program that is not there is an error before anything starts", async () => {
    await expect(start(["no-such-program"])).rejects.toMatchObject({
      reason: "RunContainerError",
      message: 'exec: "no-such-program": executable file not found in $PATH',
    });
    expect(await runtime.list()).toEqual([]);
  });

  test("an image without a command is refused, with what to do", async () => {
    await expect(start([], { image: "nginx" })).rejects.toMatchObject({ reason: "ImageNeedsDocker", isTerminal: true });
  });

  test("a volume is found at its mountPath below PILOTHOUSE_ROOT", async () => {
    const volume = path.join(folder.dir, "volume");
    mkdirSync(volume, { recursive: true });
    writeFileSync(path.join(volume, "key"), "value\n");
    const mounts = [{ source: volume, target: "/etc/web/config", isReadOnly: true }];
    const id = await start(["sh", "-c", 'cat "$PILOTHOUSE_ROOT/etc/web/config/key"'], { mounts });
    await containerThat(runtime, id, hasEnded);
    expect(await logOf(runtime, id)).toBe("value\n");
    expect(existsSync("/etc/web")).toBe(false);
  });

  test("a pod keeps its ports for the life of its UID, and no other gets them", async () => {
    const pod = { uid: "aaaaaaaa-2222-3333-4444-555555555555", namespace: "default", name: "a" };
    const request = {
      pod,
      hostname: "a",
      ports: [{ containerPort: 80, protocol: "TCP" as const }],
      usesHostNetwork: false,
      dns: { servers: [], searches: [], options: [] },
      hostAliases: [],
    };
    const first = await runtime.ensureSandbox(request);
    await runtime.close();
    runtime = await open();
    expect(await runtime.ensureSandbox(request)).toEqual(first);
    const other = await runtime.ensureSandbox({
      ...request,
      pod: { ...pod, uid: "bbbbbbbb-2222-3333-4444-555555555555" },
    });
    expect(other.ports[80]).not.toBe(first.ports[80]);
    await runtime.removeSandbox(pod);
  });

  test("a shim that is killed leaves a lost container, and no process", async () => {
    const id = await start(["sleep", "1000"]);
    const [uid = ""] = id.split("_");
    const record = JSON.parse(
      readFileSync(path.join(folder.dir, "data/nodes/a/pods", uid, "main.0/record.json"), "utf8"),
    );
    const main = identityOf(record.holder.pid);
    process.kill(record.holder.pid, "SIGKILL");
    expect((await containerThat(runtime, id, hasEnded)).state).toBe("lost");
    expect(main?.startTime).toBe(record.holder.startTime);
    expect(identityOf(record.holder.pid)?.startTime).not.toBe(record.holder.startTime);
  });
});
