import { rmSync } from "node:fs";
import path from "node:path";
import type { Cluster } from "@/server/cluster/cluster";
import { nodeSubject, systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { type Log, silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import type { Manifest, Pod } from "@/server/objects/types";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { type Agent, startAgent } from "../agent";
import type { GatewayDoor } from "../context";
import { memoryPlace } from "../hooks/mounts/volumes";
import type { Runtime } from "../runtime/runtime";
import { openTestRuntime, temporaryFolder } from "./testRuntime";

export interface TestAgent {
  readonly cluster: Cluster;
  readonly dir: string;
  readonly socket: string;
  readonly token: string;
  readonly runtime: Runtime;
  readonly withdrawn: string[];
  /** Ends the agent and begins another one on the same folder, as after a crash. */
  restart(): Promise<void>;
  stopAgent(): Promise<void>;
  /** Ends the agent and all that it runs. */
  close(): Promise<void>;
}

export interface TestAgentOptions {
  readonly gateway?: GatewayDoor;
  readonly log?: Log;
}

/** An agent for node `a` with the process runtime, on an engine in memory. */
export async function startTestAgent(options: TestAgentOptions = {}): Promise<TestAgent> {
  const folder = temporaryFolder();
  const cluster = memoryCluster().as(systemSubject("test"));
  for (const name of ["default", "kube-node-lease"])
    await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  const withdrawn: string[] = [];
  const gateway = options.gateway ?? { withdraw: async ({ uid }) => void withdrawn.push(uid) };
  const dataDir = path.join(folder.dir, "data", "nodes", "a");
  const socket = path.join(folder.dir, "agent.sock");
  let runtime: Runtime;
  let agent: Agent | undefined;
  const begin = async () => {
    runtime = await openTestRuntime(folder.dir);
    agent = await startAgent({
      node: "a",
      cluster: cluster.as(nodeSubject("a")),
      runtime,
      dataDir,
      clock: systemClock,
      random: systemRandom,
      log: options.log ?? silentLog,
      gateway,
      capacity: { cpuMillis: 2_000, memoryBytes: 2 ** 31 },
      serverSocket: socket,
      token: "secret",
    });
    await agent.synced;
  };
  const stopAgent = async () => {
    await agent?.close();
    await runtime.close();
  };
  await begin();
  return {
    cluster,
    dir: folder.dir,
    socket,
    token: "secret",
    get runtime() {
      return runtime;
    },
    withdrawn,
    stopAgent,
    async restart() {
      await stopAgent();
      await begin();
    },
    async close() {
      await stopAgent();
      runtime = await openTestRuntime(folder.dir);
      for (const { pod } of await runtime.list()) await runtime.removeSandbox(pod);
      await runtime.close();
      rmSync(memoryPlace(dataDir, path.join(dataDir, "volumes")), { recursive: true, force: true });
      folder.remove();
    },
  };
}

type Spec = Partial<Pod["spec"]>;

/** A pod bound to node `a`, its containers given as in a manifest. */
export function podManifest(name: string, spec: Spec): Manifest {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default" },
    spec: { nodeName: "a", terminationGracePeriodSeconds: 5, ...spec },
  };
}

export const main = (command: readonly string[], more: Partial<Pod["spec"]["containers"][number]> = {}) => ({
  name: "main",
  image: "web:1",
  command: [...command],
  ...more,
});

/** Resolves with the pod once `isSo` holds; undefined stands for a pod that is gone. */
export async function podThat(
  cluster: Cluster,
  name: string,
  isSo: (pod: Pod | undefined) => boolean,
): Promise<Pod | undefined> {
  const abort = new AbortController();
  let pod: Pod | undefined;
  try {
    for await (const batch of cluster.watch("Pod", { namespace: "default", signal: abort.signal }))
      for (const event of batch) {
        if (event.type !== "BOOKMARK" && event.object.metadata.name !== name) continue;
        if (event.type !== "BOOKMARK") pod = event.type === "DELETED" ? undefined : event.object;
        if (isSo(pod)) return pod;
      }
  } finally {
    abort.abort();
  }
  throw new Error(`the watch of pod ${name} ended`);
}

export const statusOf = (pod: Pod | undefined, container = "main") =>
  [...(pod?.status?.containerStatuses ?? []), ...(pod?.status?.initContainerStatuses ?? [])].find(
    ({ name }) => name === container,
  );

export const isReadyPod = (pod: Pod | undefined) =>
  pod?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
