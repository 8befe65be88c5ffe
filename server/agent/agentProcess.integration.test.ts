import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { nodeSubject, systemSubject } from "@/server/cluster/subject";
import { type TestApi, testApi } from "@/server/kubeapi/testApi";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { leavePlaces, memoryPlace } from "./hooks/mounts/volumes";
import { isReadyPod, main, podManifest, podThat, statusOf } from "./testing/testAgent";
import { pidsWith } from "./testing/testProcess";
import { openTestRuntime, temporaryFolder } from "./testing/testRuntime";

/** The agent as a process of its own, over the real API: it can be killed. */
const folder = temporaryFolder();
const engine = memoryCluster();
const cluster: Cluster = engine.as(systemSubject("test"));
let api: TestApi;
let agent: ChildProcess;

async function startAgentProcess(): Promise<void> {
  const program = path.resolve("server/agent/testing/testAgentMain.ts");
  agent = spawn(process.execPath, ["--import", "tsx", program, folder.dir, api.socketPath], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (agent.stdout) await once(agent.stdout, "data");
}

async function killAgent(): Promise<void> {
  agent.kill("SIGKILL");
  await once(agent, "exit");
}

beforeAll(async () => {
  for (const name of ["default", "kube-node-lease"])
    await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  api = await testApi(engine);
  api.subjects.set("test", nodeSubject("a"));
  await startAgentProcess();
});

afterAll(async () => {
  await killAgent();
  const runtime = await openTestRuntime(folder.dir);
  for (const { pod } of await runtime.list()) await runtime.removeSandbox(pod);
  await runtime.close();
  await api.close();
  const disk = path.join(folder.dir, "data/nodes/a/volumes");
  leavePlaces({ disk, memory: memoryPlace(path.join(folder.dir, "data/nodes/a"), disk) });
  folder.remove();
});

const sleeper = (mark: string) => main(["sleep", "1000"], { env: [{ name: "MARK", value: mark }] });

test("pods outlive a killed agent; the next takes them up, and finds what it missed", async () => {
  for (const name of ["stays", "ends", "goes"])
    await cluster.create("Pod", podManifest(name, { containers: [sleeper(name)], terminationGracePeriodSeconds: 1 }));
  const before = await podThat(cluster, "stays", isReadyPod);
  for (const name of ["ends", "goes"]) await podThat(cluster, name, isReadyPod);
  await expect.poll(() => pidsWith("MARK=ends").length).toBe(1);
  await killAgent();
  expect(pidsWith("MARK=stays")).toHaveLength(1);
  for (const pid of pidsWith("MARK=ends")) process.kill(pid, "SIGKILL");
  await cluster.delete("Pod", { namespace: "default", name: "goes" });
  await startAgentProcess();
  await podThat(cluster, "goes", (pod) => pod === undefined);
  const restarted = await podThat(cluster, "ends", (pod) => isReadyPod(pod) && statusOf(pod)?.restartCount === 1);
  expect(statusOf(restarted)?.lastState?.terminated?.exitCode).toBe(137);
  const after = await podThat(cluster, "stays", isReadyPod);
  expect(statusOf(after)?.containerID).toBe(statusOf(before)?.containerID);
  expect(statusOf(after)?.restartCount).toBe(0);
});

test("a pod that was deleted by force while the agent was dead is ended when it is back", async () => {
  await cluster.create("Pod", podManifest("forced", { containers: [sleeper("forced")] }));
  const pod = await podThat(cluster, "forced", isReadyPod);
  await expect.poll(() => pidsWith("MARK=forced").length).toBe(1);
  await killAgent();
  const at = { namespace: "default", name: "forced" };
  await cluster.delete("Pod", at, { graceSeconds: 0, uid: pod?.metadata.uid });
  expect(pidsWith("MARK=forced")).toHaveLength(1);
  await startAgentProcess();
  await expect.poll(() => pidsWith("MARK=forced").length, { timeout: 20_000 }).toBe(0);
});

test("while the control plane is away a crashed container is restarted, and told when it is back", async () => {
  await cluster.create("Pod", podManifest("alone", { containers: [sleeper("alone")] }));
  await podThat(cluster, "alone", isReadyPod);
  await expect.poll(() => pidsWith("MARK=alone").length).toBe(1);
  // A control plane that takes the agent for nobody does for it what a dead one does: nothing.
  api.subjects.delete("test");
  api.cut();
  const [pid = 0] = pidsWith("MARK=alone");
  process.kill(pid, "SIGKILL");
  await expect.poll(() => pidsWith("MARK=alone").filter((one) => one !== pid).length, { timeout: 20_000 }).toBe(1);
  expect(statusOf(await cluster.get("Pod", { namespace: "default", name: "alone" }))?.restartCount).toBe(0);
  api.subjects.set("test", nodeSubject("a"));
  await podThat(cluster, "alone", (pod) => statusOf(pod)?.restartCount === 1);
});
