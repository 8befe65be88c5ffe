import { maxScore, type NodeScorer, type ScorePlugin } from "../framework";
import type { NodeTable } from "../nodeTable";
import type { PodInfo, SpreadConstraint } from "../podInfo";
import { hasKeys, inclusion, podsPerRow } from "./podTopologySpread";
import { TopologyCounts } from "./topologyCounts";

const defaults = [
  { topologyKey: "kubernetes.io/hostname", maxSkew: 3 },
  { topologyKey: "topology.kubernetes.io/zone", maxSkew: 5 },
];

/** Not a score of Kubernetes': marks a node that lacks a label of the constraints, until it is normalised to 0. */
const ignored = -1;

/**
 * Constraints that say `ScheduleAnyway`: fewer pods of the kind in the domain score higher. A pod without constraints
 * that a controller made is spread over hosts and zones against its siblings, Kubernetes' `defaultConstraints: System`.
 */
export const podTopologySpreadScore: ScorePlugin = {
  name: "PodTopologySpread",
  score(pod, table, rows) {
    const isDefault = pod.spread.length === 0;
    const soft = isDefault ? [] : pod.spread.filter(({ isHard }) => !isHard);
    if (!isDefault) return soft.length === 0 ? undefined : spreadScorer(softCounts(pod, soft, { table, rows }));
    return pod.controllerUid === undefined
      ? undefined
      : spreadScorer(siblingCounts(pod.controllerUid, { table, rows }));
  },
};

interface Weighed {
  readonly counts: TopologyCounts;
  readonly maxSkew: number;
  readonly weight: number;
  readonly isRequired: boolean;
}

function spreadScorer(all: readonly Weighed[]): NodeScorer {
  return {
    score(row) {
      let score = 0;
      for (const { counts, maxSkew, weight, isRequired } of all) {
        if (!counts.has(row)) {
          if (isRequired) return ignored;
          continue;
        }
        score += counts.at(row) * weight + (maxSkew - 1);
      }
      return Math.round(score);
    },
    normalise(scores, count) {
      let [least, most] = [Number.POSITIVE_INFINITY, 0];
      for (let at = 0; at < count; at++) {
        const score = scores[at] ?? 0;
        if (score === ignored) continue;
        least = Math.min(least, score);
        most = Math.max(most, score);
      }
      for (let at = 0; at < count; at++) {
        const score = scores[at] ?? 0;
        if (score === ignored) scores[at] = 0;
        else scores[at] = most === 0 ? maxScore : Math.floor((maxScore * (most + least - score)) / most);
      }
    },
  };
}

interface Among {
  readonly table: NodeTable;
  readonly rows: Int32Array;
}

function softCounts(pod: PodInfo, soft: readonly SpreadConstraint[], among: Among): Weighed[] {
  const { table } = among;
  const isLabelled = hasKeys(soft, table);
  return soft.map((constraint) => {
    const counts = domainsOf(constraint.topologyKey, among);
    const perRow = podsPerRow(pod, constraint, table);
    const includes = inclusion(pod, constraint, table);
    for (const row of table.order())
      if (counts.isDomain(row) && isLabelled(row) && includes(row)) counts.add(row, perRow[row] ?? 0);
    return { counts, maxSkew: constraint.maxSkew, weight: weightOf(counts), isRequired: true };
  });
}

function siblingCounts(controllerUid: string, among: Among): Weighed[] {
  const { table } = among;
  const perRow = table.counters.matching(
    `controller ${controllerUid}`,
    (other) => other.controllerUid === controllerUid && !other.isDeleting,
  );
  return defaults.map(({ topologyKey, maxSkew }) => {
    const counts = domainsOf(topologyKey, among);
    for (const row of table.order()) if (counts.isDomain(row)) counts.add(row, perRow[row] ?? 0);
    return { counts, maxSkew, weight: weightOf(counts), isRequired: false };
  });
}

function domainsOf(topologyKey: string, { table, rows }: Among): TopologyCounts {
  const counts = new TopologyCounts(table.label(topologyKey));
  for (const row of rows) counts.add(row, 0);
  return counts;
}

/** Kubernetes' `topologyNormalizingWeight`: a key with many domains does not drown one with few. */
function weightOf({ domains }: TopologyCounts): number {
  return Math.log(domains + 2);
}
