import type { AffinityTerm } from "../affinityTerm";
import { maxScore, type ScorePlugin } from "../framework";
import type { NodeTable } from "../nodeTable";
import type { PodInfo } from "../podInfo";
import { TopologyCounts } from "./topologyCounts";

/** How much somebody else's required affinity draws a pod (Kubernetes' `hardPodAffinityWeight`). */
const requiredWeight = 1;

/** Preferred affinity and anti-affinity of this pod to those placed, and of those to this one. */
export const interPodAffinityScore: ScorePlugin = {
  name: "InterPodAffinity",
  score(pod, table) {
    const drawn = [...ownPreferences(pod, table), ...othersPreferences(pod, table)];
    if (drawn.length === 0) return undefined;
    return {
      score(row) {
        let score = 0;
        for (const { counts, weight } of drawn) score += counts.at(row) * weight;
        return score;
      },
      normalise: spreadOut,
    };
  },
};

interface Drawn {
  readonly counts: TopologyCounts;
  readonly weight: number;
}

function ownPreferences(pod: PodInfo, table: NodeTable): Drawn[] {
  const weighed = [...pod.preferred, ...pod.preferredAnti.map(({ term, weight }) => ({ term, weight: -weight }))];
  return weighed.map(({ term, weight }) => {
    const matches = (other: PodInfo) => term.matches(other, table.namespaces);
    const perRow = table.counters.matching(`term ${term.key}`, matches, term.hasNamespaceSelector);
    return { counts: sumByDomain(term, perRow, table), weight };
  });
}

function othersPreferences(pod: PodInfo, table: NodeTable): Drawn[] {
  const drawn: Drawn[] = [];
  for (const { term, use, weight, perRow } of table.counters.holders()) {
    if (use === "refuse" || !term.matches(pod, table.namespaces)) continue;
    const signed = use === "require" ? requiredWeight : use === "prefer" ? weight : -weight;
    drawn.push({ counts: sumByDomain(term, perRow.values, table), weight: signed });
  }
  return drawn;
}

function sumByDomain({ topologyKey }: AffinityTerm, perRow: Int32Array, table: NodeTable): TopologyCounts {
  const counts = new TopologyCounts(table.label(topologyKey));
  for (const row of table.order()) if (perRow[row]) counts.add(row, perRow[row]);
  return counts;
}

/** The lowest becomes 0, the highest 100; all 0 when they are equal. */
function spreadOut(scores: Float64Array, count: number): void {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < count; at++) {
    least = Math.min(least, scores[at] ?? 0);
    most = Math.max(most, scores[at] ?? 0);
  }
  const range = most - least;
  for (let at = 0; at < count; at++)
    scores[at] = range > 0 ? Math.floor((maxScore * ((scores[at] ?? 0) - least)) / range) : 0;
}
