import { conditionOf } from "@/server/objects/meta";
import { isReady } from "@/server/objects/pods";
import type { Pod } from "@/server/objects/types";

const deletionCost = "controller.kubernetes.io/pod-deletion-cost";

/** How many related pods share each node: `related` are the active pods of every ReplicaSet of the same owner. */
export function podsPerNode(related: readonly Pod[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { spec } of related) if (spec.nodeName) counts.set(spec.nodeName, (counts.get(spec.nodeName) ?? 0) + 1);
  return counts;
}

/**
 * The pods, the one to delete first in front, after Kubernetes' ActivePodsWithRanks: unassigned, pending, not ready,
 * cheaper by annotation, doubled up on a node, ready for a shorter time, restarted more often, newer. Ages count by
 * their logarithm, and the uid decides between equals, so that a scale-down does not always hit the newest.
 */
export function deletionOrder(pods: readonly Pod[], perNode: ReadonlyMap<string, number>, nowMs: number): Pod[] {
  const doubled = (pod: Pod) => perNode.get(pod.spec.nodeName ?? "") ?? 0;
  return [...pods].sort(
    (left, right) =>
      number(Boolean(left.spec.nodeName)) - number(Boolean(right.spec.nodeName)) ||
      phaseRank(left) - phaseRank(right) ||
      number(isReady(left)) - number(isReady(right)) ||
      costOf(left) - costOf(right) ||
      doubled(right) - doubled(left) ||
      byAge(readySinceMs(left), readySinceMs(right), nowMs) ||
      restartsOf(right) - restartsOf(left) ||
      byAge(Date.parse(left.metadata.creationTimestamp), Date.parse(right.metadata.creationTimestamp), nowMs) ||
      (left.metadata.uid < right.metadata.uid ? -1 : 1),
  );
}

function number(value: boolean): number {
  return value ? 1 : 0;
}

function phaseRank(pod: Pod): number {
  if (pod.status?.phase === "Running") return 2;
  return pod.status?.phase === "Unknown" ? 1 : 0;
}

function costOf(pod: Pod): number {
  const cost = Number(pod.metadata.annotations?.[deletionCost] ?? 0);
  return Number.isInteger(cost) ? cost : 0;
}

function readySinceMs(pod: Pod): number | undefined {
  if (!isReady(pod)) return undefined;
  const since = conditionOf(pod.status?.conditions, "Ready")?.lastTransitionTime;
  return since === undefined ? undefined : Date.parse(since);
}

/** Negative when `left` is younger by at least a power of two. */
function byAge(leftMs: number | undefined, rightMs: number | undefined, nowMs: number): number {
  if (leftMs === undefined || rightMs === undefined) return 0;
  return ageRank(nowMs - leftMs) - ageRank(nowMs - rightMs);
}

function ageRank(ageMs: number): number {
  return ageMs > 0 ? Math.floor(Math.log2(ageMs * 1e6)) : -1;
}

function restartsOf(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}
