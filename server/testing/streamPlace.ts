import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { startAgent } from "@/server/agent/agent";
import { openTestRuntime, temporaryFolder } from "@/server/agent/testing/testRuntime";
import type { Cluster } from "@/server/cluster/cluster";
import { HttpCluster } from "@/server/cluster/httpCluster";
import { nodeSubject, type Subject, systemSubject } from "@/server/cluster/subject";
import { agentOverHttp } from "@/server/engines/embedded/agentOverHttp";
import { testEngine } from "@/server/engines/embedded/testEngine";
import { createKubeApi } from "@/server/kubeapi/createKubeApi";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";

export interface StreamPlace {
  readonly cluster: Cluster;
  /** Over the API, as whoever `ask` says. */
  readonly client: HttpCluster;
  /** `http://127.0.0.1:PORT`: whoever asks without a token is `subject`. */
  readonly url: string;
  readonly port: number;
  subject: Subject;
  close(): Promise<void>;
}

/** The whole way of a pod's streams in one process: the API on a port, the engine in memory, an agent with real processes. */
export async function startStreamPlace(): Promise<StreamPlace> {
  const folder = temporaryFolder();
  const engine = testEngine();
  const cluster = engine.cluster.as(systemSubject("test"));
  for (const name of ["default", "kube-node-lease"])
    await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  const runtime = await openTestRuntime(folder.dir);
  const tools = { clock: systemClock, random: systemRandom, log: silentLog };
  const serverSocket = path.join(folder.dir, "agent.sock");
  const agent = await startAgent({
    ...tools,
    node: "a",
    cluster: engine.cluster.as(nodeSubject("a")),
    runtime,
    serverSocket,
    token: "secret",
    dataDir: path.join(folder.dir, "data", "nodes", "a"),
    gateway: { withdraw: async () => {} },
    capacity: { cpuMillis: 2_000, memoryBytes: 2 ** 31 },
  });
  await agent.synced;
  engine.agents.set("a", agentOverHttp({ socketPath: serverSocket, token: "secret" }));
  const state = { subject: systemSubject("test") };
  const api = createKubeApi({
    ...tools,
    cluster: engine.cluster,
    epoch: () => 1,
    authenticate: async () => state.subject,
  });
  const server = createServer(api.listener).on("upgrade", api.upgrade);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const client = new HttpCluster({ name: "test", engine: "embedded", subject: state.subject, url, clock: systemClock });
  return Object.assign(state, {
    cluster,
    client,
    url,
    port,
    async close() {
      client.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await agent.close();
      for (const { pod } of await runtime.list()) await runtime.removeSandbox(pod);
      await runtime.close();
      folder.remove();
    },
  });
}
