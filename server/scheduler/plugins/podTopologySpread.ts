import { matchesNode } from "@/server/objects/nodeSelector";
import { matchesSelector } from "@/server/objects/selector";
import { untolerated } from "@/server/objects/tolerations";
import type { FilterPlugin, NodeFilter, Refusal } from "../framework";
import type { NodeTable } from "../nodeTable";
import type { PodInfo, SpreadConstraint } from "../podInfo";
import { TopologyCounts } from "./topologyCounts";

const skewed: Refusal = { reasons: ["node(s) didn't match pod topology spread constraints"], isFinal: false };
const unlabelled: Refusal = {
  reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"],
  isFinal: true,
};

interface Spread {
  readonly constraint: SpreadConstraint;
  readonly counts: TopologyCounts;
  /** 1 when the pod counts for its own constraint. */
  readonly own: number;
  readonly includes: (row: number) => boolean;
}

/** Constraints that say `DoNotSchedule`: no domain may hold more than `maxSkew` pods above the emptiest one. */
export const podTopologySpread: FilterPlugin = {
  name: "PodTopologySpread",
  filter(pod, table) {
    const hard = pod.spread.filter(({ isHard }) => isHard);
    return hard.length === 0 ? undefined : spreadFilter(pod, hard, table);
  },
  isHelpedBy(change, pod, table) {
    const hard = pod.spread.filter(({ isHard }) => isHard);
    if (change.type === "VolumeChanged" || change.type === "Other") return false;
    if (!("info" in change)) return hasKeys(hard, table)(change.row);
    const { info } = change;
    return hard.some(
      (constraint) => info.namespace === pod.namespace && matchesSelector(constraint.selector, info.labels),
    );
  },
};

function spreadFilter(pod: PodInfo, hard: readonly SpreadConstraint[], table: NodeTable): NodeFilter {
  const isLabelled = hasKeys(hard, table);
  const spreads = hard.map((constraint) => countSpread(pod, constraint, { table, isLabelled }));
  const holds = ({ constraint, counts, own }: Spread, row: number): boolean => {
    const least = counts.domains < constraint.minDomains ? 0 : counts.least();
    return counts.at(row) + own - least <= constraint.maxSkew;
  };
  return {
    passes(row) {
      if (!isLabelled(row)) return false;
      for (const spread of spreads) if (!holds(spread, row)) return false;
      return true;
    },
    refusal: (row) => (isLabelled(row) ? skewed : unlabelled),
    adjust(other, row, by) {
      for (const { constraint, counts, includes } of spreads)
        if (includes(row) && countsFor(pod, constraint, other)) counts.add(row, by);
    },
  };
}

function countSpread(
  pod: PodInfo,
  constraint: SpreadConstraint,
  among: { table: NodeTable; isLabelled: RowTest },
): Spread {
  const { table, isLabelled } = among;
  const counts = new TopologyCounts(table.label(constraint.topologyKey));
  const perRow = podsPerRow(pod, constraint, table);
  const honoured = inclusion(pod, constraint, table);
  const includes = (row: number) => isLabelled(row) && honoured(row);
  for (const row of table.order()) if (includes(row)) counts.add(row, perRow[row] ?? 0);
  return { constraint, counts, includes, own: matchesSelector(constraint.selector, pod.labels) ? 1 : 0 };
}

export type RowTest = (row: number) => boolean;

/** Whether a row has the topology labels of all the constraints. */
export function hasKeys(constraints: readonly SpreadConstraint[], table: NodeTable): RowTest {
  const columns = constraints.map(({ topologyKey }) => table.label(topologyKey).ids.values);
  return (row) => columns.every((ids) => ids[row] !== 0);
}

/** Pods of each row that the constraint counts: those it selects in the pod's namespace, without those on their way out. */
export function podsPerRow(pod: PodInfo, constraint: SpreadConstraint, { counters }: NodeTable): Int32Array {
  return counters.matching(`spread ${constraint.key}`, (other) => countsFor(pod, constraint, other));
}

function countsFor({ namespace }: PodInfo, { selector }: SpreadConstraint, other: PodInfo): boolean {
  return other.namespace === namespace && !other.isDeleting && matchesSelector(selector, other.labels);
}

/** Whether a row counts as a domain, by `nodeAffinityPolicy` and `nodeTaintsPolicy`. */
export function inclusion({ pod, tolerations }: PodInfo, constraint: SpreadConstraint, table: NodeTable): RowTest {
  const { nodeSelector, affinity } = pod.spec;
  const selects = nodeSelector !== undefined || affinity?.nodeAffinity !== undefined;
  const asksNode = constraint.honoursAffinity && selects;
  const asksTaints = constraint.honoursTaints && table.rules.has("NoSchedule", "NoExecute");
  if (!asksNode && !asksTaints) return () => true;
  return (row) => {
    const node = table.node(row);
    if (!node || (asksNode && !matchesNode(pod.spec, node))) return false;
    return !asksTaints || !untolerated(table.rules.taints(row), tolerations, ["NoSchedule", "NoExecute"]);
  };
}
