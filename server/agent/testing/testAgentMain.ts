import path from "node:path";
import { HttpCluster } from "@/server/cluster/httpCluster";
import { nodeSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { startAgent } from "../agent";
import { openTestRuntime } from "./testRuntime";

/** An agent as a process of its own, for tests that kill it: its folder and the API's socket are its arguments. */
const [dir = "", socketPath = ""] = process.argv.slice(2);
const runtime = await openTestRuntime(dir);
const agent = await startAgent({
  node: "a",
  cluster: new HttpCluster({
    name: "test",
    engine: "embedded",
    subject: nodeSubject("a"),
    clock: systemClock,
    socketPath,
    token: () => "test",
  }),
  runtime,
  dataDir: path.join(dir, "data", "nodes", "a"),
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  gateway: { withdraw: async () => {} },
  capacity: { cpuMillis: 2_000, memoryBytes: 2 ** 31 },
  serverSocket: path.join(dir, "agent.sock"),
  token: "secret",
});
await agent.synced;
process.stdout.write("synced\n");
