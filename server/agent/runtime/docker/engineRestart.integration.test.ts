import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { busyboxImage, dockerAnswers, ensureTestImage } from "@/server/testing/images";
import { until } from "@/server/testing/platform";
import { aRequest, containerThat, hasEnded, logOf, logThatHas, temporaryFolder } from "../../testing/testRuntime";
import { aSandboxRequest } from "../runtimeContract";
import { aTestInstallation } from "./testDocker";

const canStartEngines = process.getuid?.() === 0 && isInstalled("dockerd");
if (!canStartEngines) process.stderr.write("dockerd cannot be started here: its death is not tried.\n");

/** An engine of the test's own: it can be killed without harm to others. It leaves the firewall alone. */
describe.runIf(canStartEngines)("when the Docker engine is killed and comes back", () => {
  const folder = temporaryFolder();
  const socket = path.join(folder.dir, "docker.sock");
  const before = process.env.DOCKER_HOST;
  let engine: ChildProcess;

  const startEngine = async () => {
    const at = (name: string) => path.join(folder.dir, name);
    const places = [
      "--data-root",
      at("data"),
      "--exec-root",
      at("exec"),
      "--pidfile",
      at("pid"),
      "-H",
      `unix://${socket}`,
    ];
    const apart = ["--bridge=none", "--iptables=false", "--ip6tables=false"];
    // One that was killed leaves them, and the next is misled by them while nobody has reaped what they name.
    for (const name of ["pid", "exec/containerd/containerd.pid"]) rmSync(at(name), { force: true });
    engine = spawn("dockerd", [...places, ...apart], { stdio: "ignore" });
    await until("the engine answers", 60_000, () => {
      if (engine.exitCode !== null) throw new Error(`dockerd ended with ${engine.exitCode}`);
      return dockerAnswers(() => {});
    });
  };
  const endEngine = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (engine.exitCode !== null || engine.signalCode !== null) return resolve();
      engine.once("exit", () => resolve());
      engine.kill(signal);
    });

  beforeAll(async () => {
    mkdirSync(folder.dir, { recursive: true });
    process.env.DOCKER_HOST = `unix://${socket}`;
    await startEngine();
    await ensureTestImage(busyboxImage);
  }, 120_000);
  afterAll(async () => {
    await endEngine("SIGTERM");
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
    unmountBelow(folder.dir);
    folder.remove();
  }, 60_000);

  test("its containers are seen to have ended, and the next attempt has the pod's address again", async () => {
    const place = aTestInstallation();
    const runtime = await place.open();
    const asked = aSandboxRequest();
    const { pod } = asked;
    const sandbox = await runtime.ensureSandbox(asked);
    const request = { pod, sandbox, image: busyboxImage.name };
    const { id } = await runtime.start(aRequest(["sh", "-c", "echo up; sleep 1000"], request));
    await logThatHas(runtime, id, "up");
    await endEngine("SIGKILL");
    expect((await runtime.list())[0]).toMatchObject({ id, state: "running" });
    await startEngine();
    await containerThat(runtime, id, hasEnded);
    const next = await runtime.start(aRequest(["hostname", "-i"], { ...request, attempt: 1 }));
    await containerThat(runtime, next.id, hasEnded);
    expect(await logOf(runtime, next.id)).toBe(`${sandbox.ip}\n`);
    await runtime.close();
    await place.remove();
  }, 120_000);
});

/** An engine that was killed leaves its mounts. */
function unmountBelow(dir: string): void {
  const points = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "");
  for (const point of points.filter((one) => one.startsWith(`${dir}/`)).reverse()) execFileSync("umount", [point]);
}

function isInstalled(program: string): boolean {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
