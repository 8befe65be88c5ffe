import path from "node:path";
import type { Cluster } from "@/server/cluster/cluster";
import { systemClock } from "@/server/lib/clock";
import { systemRandom } from "@/server/lib/random";
import { aNode, aPod } from "@/server/objects/builders";
import type { Pod } from "@/server/objects/types";
import { Cycle } from "@/server/scheduler/cycle";
import { NodeTable } from "@/server/scheduler/nodeTable";
import { podInfo } from "@/server/scheduler/podInfo";
import { defaultProfile } from "@/server/scheduler/registry";
import { connectionOf } from "@/server/testing/kubeConnection";
import { startPlatform } from "@/server/testing/platform";
import { ApiServer } from "./parts/apiServer";
import { bindRates, workloads } from "./parts/binding";
import { type Figure, report } from "./parts/report";

const count = 1000;
const peerCount = 50;
const nodes = Array.from({ length: count }, (_, index) =>
  aNode(`node-${index}`)
    .sized({ cpuMillis: 4000, memoryBytes: 32 * 2 ** 30, pods: 110 })
    .inZone(`zone-${index % 3}`)
    .build(),
);
const pods = Array.from({ length: count }, (_, index) =>
  aPod(`pod-${index}`)
    .withUid(`uid-${index}`)
    .requesting({ cpuMillis: 100, memoryBytes: 500 * 2 ** 20 })
    .build(),
);

function tableOf(placed: readonly { pod: Pod; node: string }[]): NodeTable {
  const table = new NodeTable();
  for (const node of nodes) table.setNode(node);
  for (const { pod, node } of placed) table.setPod(podInfo(pod), node);
  return table;
}

/** Decides one pod after the other on one table, as the scheduler does. */
function decideAll(): number {
  const table = tableOf([]);
  const cycle = new Cycle(table, defaultProfile, { random: systemRandom });
  const startMs = systemClock.monotonicMs();
  for (const pod of pods) decide(cycle, table, pod);
  return (count / (systemClock.monotonicMs() - startMs)) * 1000;
}

/** The same plugins, but all that is known is put together anew for each pod. */
function rebuildEachTime(): number {
  const placed: { pod: Pod; node: string }[] = [];
  const startMs = systemClock.monotonicMs();
  for (const pod of pods.slice(0, peerCount)) {
    const table = tableOf(placed);
    placed.push({ pod, node: decide(new Cycle(table, defaultProfile, { random: systemRandom }), table, pod) });
  }
  return (peerCount / (systemClock.monotonicMs() - startMs)) * 1000;
}

function decide(cycle: Cycle, table: NodeTable, pod: Pod): string {
  const info = podInfo(pod);
  const { row } = cycle.run(info);
  if (row === undefined) throw new Error(`${pod.metadata.name} found no node`);
  table.setPod(info, table.nameOf(row));
  return table.nameOf(row);
}

/** On the platform: pods that fit nowhere are created, until each is told why. */
async function thousandDecided(): Promise<Figure> {
  const platform = await startPlatform();
  try {
    const { cluster } = platform;
    const resources = { requests: { memory: "4Ti" } };
    const spec = { containers: [{ name: "main", image: "node:22-alpine", command: ["true"], resources }] };
    const startMs = systemClock.monotonicMs();
    const decided = allDecided(cluster);
    const create = (index: number) =>
      cluster.create("Pod", {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { namespace: "default", name: `big-${index}` },
        spec,
      });
    for (let first = 0; first < count; first += 50)
      await Promise.all(Array.from({ length: 50 }, (_, index) => create(first + index)));
    await decided;
    const ours = (systemClock.monotonicMs() - startMs) / 1000;
    return { ours, peer: 5, unit: "s", isLessBetter: true, beside: "the budget" };
  } finally {
    await platform.stop();
  }
}

/** Resolves when all of them were told whether they have a node. */
async function allDecided(cluster: Cluster): Promise<void> {
  const told = new Set<string>();
  const end = new AbortController();
  for await (const changes of cluster.watch("Pod", { namespace: "default", signal: end.signal })) {
    for (const change of changes)
      if (change.type !== "BOOKMARK" && change.object.status?.conditions?.some(({ type }) => type === "PodScheduled"))
        told.add(change.object.metadata.name);
    if (told.size === count) return end.abort();
  }
}

/** 5,000 nodes, through the API: beside the real scheduler where a real cluster is named. */
async function binding(): Promise<Record<string, Figure>> {
  const file = process.env.PILOTHOUSE_TEST_KUBECONFIG;
  if (!file) return {};
  const platform = await startPlatform({ settings: { PILOTHOUSE_NODES: "1" } });
  const ours = await ratesOf(path.join(platform.dataDir, "kubeconfig")).finally(() => platform.stop());
  const theirs = await ratesOf(file);
  const figures: Record<string, Figure> = {};
  for (const { name } of workloads.slice(1))
    figures[`bind-${name}`] = {
      ours: ours[name] ?? 0,
      peer: theirs[name] ?? 0,
      unit: "pods/s",
      beside: "kube-scheduler and kube-apiserver",
    };
  return figures;
}

async function ratesOf(kubeconfig: string): Promise<Record<string, number>> {
  const server = new ApiServer(connectionOf(kubeconfig), 64);
  return bindRates(server).finally(() => server.close());
}

decideAll();
report({
  ...(await binding()),
  decisions: { ours: decideAll(), peer: rebuildEachTime(), unit: "decisions/s", beside: "the table built anew" },
  thousandDecided: await thousandDecided(),
});
