import { type FilterPlugin, maxScore, type NodeFilter, type ResourceVerdict, type ScorePlugin } from "../framework";
import type { ResourceColumns } from "../nodeResources";
import type { NodeTable } from "../nodeTable";
import type { PodInfo } from "../podInfo";

interface Asked {
  readonly resource: string;
  readonly asked: number;
  readonly columns: ResourceColumns;
}

/** What a pod asks for must be free on the node; requests count, not usage. */
export const nodeResourcesFit: FilterPlugin = {
  name: "NodeResourcesFit",
  filter: (pod, table) => roomFor(pod, table),
  isHelpedBy(change, pod, table) {
    if (change.type === "VolumeChanged" || change.type === "Other" || change.type === "PodAdded") return false;
    return roomFor(pod, table).passes(change.row);
  },
};

/** Prefers nodes with the most left: spreads the load. */
export const leastAllocated: ScorePlugin = byAllocation((free, capacity) => free / capacity);

/** Prefers nodes with the least left: packs, so that whole nodes stay empty. */
export const mostAllocated: ScorePlugin = byAllocation((free, capacity) => (capacity - free) / capacity);

function roomFor(pod: PodInfo, { resources }: NodeTable): NodeFilter {
  const podsRequested = resources.pods.requested.values;
  const podsAllocatable = resources.pods.allocatable.values;
  const asked = askedOf(pod, resources);
  const verdicts = (row: number): ResourceVerdict[] =>
    [{ resource: "pods", asked: 1, columns: resources.pods }, ...asked].map((one) => verdict(one, row));
  return {
    passes(row) {
      if ((podsRequested[row] ?? 0) + 1 > (podsAllocatable[row] ?? 0)) return false;
      for (let at = 0; at < asked.length; at++) {
        const one = asked[at];
        if (one && one.asked > freeOf(one.columns, row)) return false;
      }
      return true;
    },
    refusal(row) {
      const lacking = verdicts(row).filter(({ short }) => short > 0);
      return {
        reasons: lacking.map(({ resource }) => (resource === "pods" ? "Too many pods" : `Insufficient ${resource}`)),
        isFinal: asked.some((one) => one.asked > (one.columns.allocatable.values[row] ?? 0)),
      };
    },
    resources: verdicts,
  };
}

function askedOf(pod: PodInfo, resources: NodeTable["resources"]): Asked[] {
  const all = [
    { resource: "cpu", asked: pod.cpuMillis, columns: resources.cpu },
    { resource: "memory", asked: pod.memoryBytes, columns: resources.memory },
    { resource: "ephemeral-storage", asked: pod.storageBytes, columns: resources.storage },
    ...pod.others.map(([resource, asked]) => ({ resource, asked, columns: resources.extended(resource) })),
  ];
  return all.filter(({ asked }) => asked > 0);
}

function verdict({ resource, asked, columns }: Asked, row: number): ResourceVerdict {
  const free = freeOf(columns, row);
  return { resource, asked, free, short: Math.max(0, asked - free) };
}

function freeOf({ allocatable, requested }: ResourceColumns, row: number): number {
  return (allocatable.values[row] ?? 0) - (requested.values[row] ?? 0);
}

/** The mean over CPU and memory, in whole points as Kubernetes counts; a node that would be over its capacity gets 0. */
function byAllocation(share: (free: number, capacity: number) => number): ScorePlugin {
  const points = (capacity: number, used: number) =>
    capacity === 0 || used > capacity ? 0 : Math.floor(share(capacity - used, capacity) * maxScore);
  return {
    name: "NodeResourcesFit",
    score(pod, { resources }) {
      const [cpu, cpuUsed] = [resources.cpu.allocatable.values, resources.scoredCpu.values];
      const [memory, memoryUsed] = [resources.memory.allocatable.values, resources.scoredMemory.values];
      return {
        score: (row) =>
          Math.floor(
            (points(cpu[row] ?? 0, (cpuUsed[row] ?? 0) + pod.scoredCpuMillis) +
              points(memory[row] ?? 0, (memoryUsed[row] ?? 0) + pod.scoredMemoryBytes)) /
              2,
          ),
      };
    },
  };
}
