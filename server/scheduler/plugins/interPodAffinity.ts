import type { AffinityTerm } from "../affinityTerm";
import type { ClusterChange, FilterPlugin, NodeFilter, Refusal } from "../framework";
import type { NodeTable } from "../nodeTable";
import type { PodInfo } from "../podInfo";
import { TopologyCounts } from "./topologyCounts";

const notTogether: Refusal = { reasons: ["node(s) didn't match pod affinity rules"], isFinal: true };
const notApart: Refusal = { reasons: ["node(s) didn't match pod anti-affinity rules"], isFinal: false };
const unwelcome: Refusal = { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], isFinal: false };

/** One term, and how many pods it is about in each domain of its topology. */
interface TermCounts {
  readonly counts: TopologyCounts;
  isAbout(other: PodInfo): boolean;
}

/** Required affinity and anti-affinity between pods, and the anti-affinity that pods already there have against this one. */
export const interPodAffinity: FilterPlugin = {
  name: "InterPodAffinity",
  filter(pod, table) {
    const repelled = repulsions(pod, table);
    if (repelled.length + pod.affinity.length + pod.antiAffinity.length === 0) return undefined;
    return affinityFilter(pod, table, repelled);
  },
  isHelpedBy: (change, pod, table) => isHelped(change, pod, table),
};

function affinityFilter(pod: PodInfo, table: NodeTable, repelled: readonly TermCounts[]): NodeFilter {
  const apart = pod.antiAffinity.map((term) =>
    countTerm(term, table, { all: [term], isAbout: (other) => term.matches(other, table.namespaces) }),
  );
  // Kubernetes counts a pod for an affinity term only when it matches all of the affinity terms.
  const matchesAll = (other: PodInfo) => pod.affinity.every((term) => term.matches(other, table.namespaces));
  const together = pod.affinity.map((term) => countTerm(term, table, { all: pod.affinity, isAbout: matchesAll }));
  const isFirstOfItsKind = () => together.every(({ counts }) => counts.total === 0) && matchesAll(pod);
  const refuse = (row: number): Refusal | undefined => {
    if (!together.every(({ counts }) => counts.has(row))) return notTogether;
    if (!together.every(({ counts }) => counts.at(row) > 0) && !isFirstOfItsKind()) return notTogether;
    for (const { counts } of apart) if (counts.at(row) > 0) return notApart;
    for (const { counts } of repelled) if (counts.at(row) > 0) return unwelcome;
    return undefined;
  };
  return {
    passes: (row) => refuse(row) === undefined,
    refusal: (row) => refuse(row) ?? unwelcome,
    adjust(other, row, by) {
      for (const { counts, isAbout } of [...together, ...apart]) if (isAbout(other)) counts.add(row, by);
      for (const { counts, isAbout } of repelled) if (isAbout(other)) counts.add(row, by);
    },
  };
}

/** The pods that match all of these terms. */
interface Sort {
  readonly all: readonly AffinityTerm[];
  isAbout(other: PodInfo): boolean;
}

/** Rows with a pod that the term is about, summed by domain. Only domains with such a pod are counted. */
function countTerm({ topologyKey }: AffinityTerm, table: NodeTable, { all, isAbout }: Sort): TermCounts {
  const counts = new TopologyCounts(table.label(topologyKey));
  const usesNamespaceLabels = all.some(({ hasNamespaceSelector }) => hasNamespaceSelector);
  const perRow = table.counters.matching(`term ${all.map(({ key }) => key).join(" ")}`, isAbout, usesNamespaceLabels);
  for (const row of table.order()) if (perRow[row]) counts.add(row, perRow[row]);
  return { counts, isAbout };
}

/** The terms of placed pods that keep this one away, by domain. */
function repulsions(pod: PodInfo, table: NodeTable): TermCounts[] {
  const found: TermCounts[] = [];
  for (const { term, use, perRow } of table.counters.holders()) {
    if (use !== "refuse" || !term.matches(pod, table.namespaces)) continue;
    const counts = new TopologyCounts(table.label(term.topologyKey));
    for (const row of table.order()) if (perRow.values[row]) counts.add(row, perRow.values[row]);
    found.push({ counts, isAbout: (other) => other.antiAffinity.some(({ key }) => key === term.key) });
  }
  return found;
}

function isHelped(change: ClusterChange, pod: PodInfo, table: NodeTable): boolean {
  if (!("info" in change)) return true;
  const { info, type } = change;
  const isWanted = pod.affinity.some((term) => term.matches(info, table.namespaces));
  if (type === "PodAdded") return isWanted;
  const wasAvoided = pod.antiAffinity.some((term) => term.matches(info, table.namespaces));
  const hasAvoided = info.antiAffinity.some((term) => term.matches(pod, table.namespaces));
  return wasAvoided || hasAvoided || (type === "PodUpdated" && isWanted);
}
