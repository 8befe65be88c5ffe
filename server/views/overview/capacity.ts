import type { Node } from "@/server/objects/types";
import { allocatableOf, type NodeFigures, type NodeLoad } from "../cluster/nodeRow";
import { addSeries, recentUsage, type UsagePoint, type UsageSource } from "../usage";

/** Millicores or bytes. */
export interface CapacityFigure {
  readonly allocatable: number;
  readonly requested: number;
  /** As last measured; absent when nothing is measured. */
  readonly used?: number;
}

export interface Capacity {
  readonly cpu: CapacityFigure;
  readonly memory: CapacityFigure;
  readonly pods: { readonly allocatable: number; readonly running: number };
  /** The last quarter of an hour, all nodes together. */
  readonly series: readonly UsagePoint[];
}

export function capacityOf(
  nodes: readonly Node[],
  loads: ReadonlyMap<string, NodeLoad>,
  measured: { readonly usage: UsageSource | undefined; readonly nowMs: number },
): Capacity {
  const { usage, nowMs } = measured;
  const names = nodes.map(({ metadata }) => metadata.name);
  const allocatable = nodes.map(allocatableOf);
  const requested = names.map((name) => loads.get(name) ?? { cpuMillis: 0, memoryBytes: 0, pods: 0 });
  const latest = usage?.latest().nodes;
  const used = names.map((name) => latest?.get(name)).filter((one) => one !== undefined);
  const isMeasured = used.length > 0;
  return {
    cpu: {
      allocatable: sum(allocatable, "cpuMillis"),
      requested: sum(requested, "cpuMillis"),
      used: isMeasured ? sum(used, "cpuMillis") : undefined,
    },
    memory: {
      allocatable: sum(allocatable, "memoryBytes"),
      requested: sum(requested, "memoryBytes"),
      used: isMeasured ? sum(used, "memoryBytes") : undefined,
    },
    pods: {
      allocatable: allocatable.reduce((total, { pods }) => total + pods, 0),
      running: requested.reduce((total, { pods }) => total + pods, 0),
    },
    series: addSeries(names.map((name) => recentUsage(usage, "node", name, nowMs))),
  };
}

function sum(figures: readonly NodeFigures[], name: keyof NodeFigures): number {
  return figures.reduce((total, figure) => total + figure[name], 0);
}
