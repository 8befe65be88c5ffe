import type { Deployment, ReplicaSet } from "@/server/objects/types";
import { resolvePercent } from "../numbers";

export function replicasOf(owner: Deployment | ReplicaSet): number {
  return owner.spec.replicas ?? 1;
}

function isRolling(deployment: Deployment): boolean {
  return deployment.spec.strategy?.type !== "Recreate";
}

export function maxSurgeOf(deployment: Deployment): number {
  if (!isRolling(deployment)) return 0;
  return resolvePercent(deployment.spec.strategy?.rollingUpdate?.maxSurge ?? "25%", replicasOf(deployment), "up");
}

/** At least 1 where maxSurge is 0: the roll must be able to move. */
export function maxUnavailableOf(deployment: Deployment): number {
  const replicas = replicasOf(deployment);
  if (!isRolling(deployment) || replicas === 0) return 0;
  const wanted = deployment.spec.strategy?.rollingUpdate?.maxUnavailable ?? "25%";
  const resolved = resolvePercent(wanted, replicas, "down");
  return Math.min(replicas, resolved === 0 && maxSurgeOf(deployment) === 0 ? 1 : resolved);
}

export function sumOf<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}

export function availableOf(set: ReplicaSet): number {
  return set.status?.availableReplicas ?? 0;
}

/** Available pods that are sure to stay: a set that was just scaled down still reports those about to go. */
export function lastingAvailableOf(set: ReplicaSet): number {
  return Math.min(availableOf(set), replicasOf(set));
}

/**
 * How many pods a set may have right now: one that was just scaled down still has those about to go. Unknown (infinite)
 * until the set's controller has seen the last resize. Kubernetes counts `spec.replicas` here, and may exceed maxSurge
 * while the ReplicaSet controller lags.
 */
export function presentOf(set: ReplicaSet): number {
  const isSeen = (set.status?.observedGeneration ?? 0) >= (set.metadata.generation ?? 0);
  return isSeen ? Math.max(replicasOf(set), set.status?.replicas ?? 0) : Number.POSITIVE_INFINITY;
}
