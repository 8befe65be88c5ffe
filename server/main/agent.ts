import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { readSettings, type Settings } from "@/scripts/settings.mjs";
import { startAgent } from "@/server/agent/agent";
import { endPods } from "@/server/agent/endPods";
import { markFenced } from "@/server/agent/fenced";
import { gatewayAt } from "@/server/agent/gatewayClient";
import { clearMemoryPlace } from "@/server/agent/hooks/mounts/volumes";
import type { Capacity } from "@/server/agent/node/nodeObject";
import { openProcessRuntime } from "@/server/agent/runtime/process/processRuntime";
import type { Runtime } from "@/server/agent/runtime/runtime";
import { HttpCluster } from "@/server/cluster/httpCluster";
import { nodeSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import { type Log, outputLog, surviveLostOutput } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { type Folders, foldersOf } from "@/server/supervisor/folders";

interface Place {
  readonly node: string;
  readonly settings: Settings;
  readonly folders: Folders;
  readonly log: Log;
}

/** What the control plane and the system keep for themselves of this machine's memory. */
const reservedBytes = 768 * 2 ** 20;
const podsOfMachine = 330;
/** Of so many heartbeats in a row that are missing, a node counts as lost. */
const heartbeatsPerGrace = 6;

/** The agent of one local node; with `--end-pods=MS`, only ends that node's pods, confirms it, and ends. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const node = process.env.PILOTHOUSE_NODE ?? "node-1";
  surviveLostOutput(process);
  const log = outputLog(systemClock.now);
  const place: Place = { node, settings, folders: foldersOf(settings), log };
  const runtime = await openRuntime(place);
  const graceMs = process.argv.flatMap((word) => /^--end-pods=(\d+)$/.exec(word)?.[1] ?? [])[0];
  if (graceMs !== undefined) {
    markFenced(path.join(place.folders.nodes, node));
    const count = await endPods(runtime, { clock: systemClock, graceMs: Number(graceMs), patienceMs: 20_000 });
    clearMemoryPlace(path.join(place.folders.nodes, node));
    log.info({ node, count }, "the node's pods were ended");
    process.exit(0);
  }
  await run(place, runtime);
}

async function run({ node, settings, folders, log }: Place, runtime: Runtime): Promise<void> {
  const token = (name: string) => () => fs.readFileSync(folders.token(name), "utf8");
  const epochFile = path.join(folders.nodes, node, "epoch");
  const cluster = new HttpCluster({
    name: "local",
    engine: "embedded",
    subject: nodeSubject(node),
    clock: systemClock,
    socketPath: folders.socket("api"),
    token: token(node),
    epoch: fs.existsSync(epochFile) ? Number(fs.readFileSync(epochFile, "utf8")) || 0 : 0,
    onEpoch: (epoch) => keepEpoch(epochFile, epoch, log),
  });
  const agent = await startAgent({
    node,
    cluster,
    runtime,
    log,
    clock: systemClock,
    random: systemRandom,
    dataDir: path.join(folders.nodes, node),
    gateway: gatewayAt(folders.socket("gateway"), token("gateway")),
    capacity: shareOf(settings.nodes),
    labels: {
      "topology.kubernetes.io/zone": `zone-${node.replace("node-", "")}`,
      "topology.kubernetes.io/region": "local",
    },
    serverSocket: folders.socket(`agent-${node}`),
    token: token("control")(),
    heartbeatMs: Math.min(3000, (settings.nodeGraceSeconds * 1000) / heartbeatsPerGrace),
  });
  process.once("SIGTERM", () => {
    agent.close().finally(() => process.exit(0));
  });
}

/** A full disk costs the next agent what this one knew, and not this one its life. */
function keepEpoch(file: string, epoch: number, log: Log): void {
  try {
    fs.writeFileSync(file, String(epoch));
  } catch (error) {
    log.warn({ error: messageOf(error), epoch }, "the control plane's epoch could not be written down");
  }
}

/** This node's share of the machine. */
function shareOf(nodes: number): Capacity {
  const cpuMillis = Math.floor((os.availableParallelism() * 1000) / nodes);
  const memoryBytes =
    Math.floor(Math.max(os.totalmem() - reservedBytes, os.totalmem() / 2) / nodes / 2 ** 20) * 2 ** 20;
  return { cpuMillis, memoryBytes, pods: Math.max(20, Math.floor(podsOfMachine / nodes)) };
}

async function openRuntime({ node, settings, folders, log }: Place): Promise<Runtime> {
  const dir = path.join(folders.nodes, node, "runtime");
  const tools = { clock: systemClock, random: systemRandom, log };
  if (settings.runtime === "docker") {
    const { openDockerRuntime } = await import("@/server/agent/runtime/docker/dockerRuntime");
    return openDockerRuntime({ ...tools, dir, node, installation: folders.data, hostAddress: settings.host });
  }
  const portsDir = path.join(folders.nodes, "ports");
  return openProcessRuntime({ ...tools, dir, installation: folders.data, portsDir });
}

main().catch((error) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});
