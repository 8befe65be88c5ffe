import type { Deployment, ReplicaSet } from "@/server/objects/types";
import { desiredAnnotation, maxAnnotation } from "./annotations";
import { availableOf, maxSurgeOf, replicasOf, sumOf } from "./numbers";
import { byCreation } from "./replicaSets";
import type { Sizes } from "./rolling";

/** Whether the Deployment was resized since its sets were last scaled. */
export function isScaling(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets.some((set) => {
    const desired = numberAt(set, desiredAnnotation);
    return replicasOf(set) > 0 && desired !== undefined && desired !== replicasOf(deployment);
  });
}

/** A resize in the middle of a roll (or while paused) is shared out in proportion. After Kubernetes' `scale`. */
export function scaledSizes(
  deployment: Deployment,
  newSet: ReplicaSet | undefined,
  oldSets: readonly ReplicaSet[],
): Sizes {
  const all = newSet ? [newSet, ...oldSets] : oldSets;
  const active = all.filter((set) => replicasOf(set) > 0);
  const latest = newSet ?? [...oldSets].sort(byCreation).at(-1);
  const only = active.length === 1 ? active[0] : active.length === 0 ? latest : undefined;
  if (only) return new Map([[only.metadata.uid, replicasOf(deployment)]]);
  if (newSet && isSaturated(deployment, newSet))
    return new Map(active.filter(not(newSet)).map((set) => [set.metadata.uid, 0]));
  // Recreate shares nothing out; the sets only learn the wanted size, so that this is not taken for a resize again.
  if (deployment.spec.strategy?.type === "Recreate")
    return new Map(active.map((set) => [set.metadata.uid, replicasOf(set)]));
  return proportionalSizes(deployment, active);
}

/** All pods of the wanted size are the new set's, and available. */
function isSaturated(deployment: Deployment, set: ReplicaSet): boolean {
  const wanted = replicasOf(deployment);
  return replicasOf(set) === wanted && numberAt(set, desiredAnnotation) === wanted && availableOf(set) === wanted;
}

function proportionalSizes(deployment: Deployment, active: readonly ReplicaSet[]): Sizes {
  const wanted = replicasOf(deployment);
  const toAdd = (wanted > 0 ? wanted + maxSurgeOf(deployment) : 0) - sumOf(active, replicasOf);
  const sorted = [...active].sort(
    (left, right) =>
      replicasOf(right) - replicasOf(left) || (toAdd > 0 ? byCreation(right, left) : byCreation(left, right)),
  );
  const sizes = new Map<string, number>();
  let added = 0;
  for (const set of sorted) {
    const share = shareOf(deployment, set);
    const part = toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
    const change = toAdd === 0 || toAdd === added ? 0 : part;
    sizes.set(set.metadata.uid, replicasOf(set) + change);
    added += change;
  }
  const largest = sorted[0];
  if (largest) {
    const size = (sizes.get(largest.metadata.uid) ?? 0) + toAdd - added;
    sizes.set(largest.metadata.uid, Math.max(0, size));
  }
  return sizes;
}

/** By how much a set changes when the whole goes from the size it was last scaled for to the size wanted now. */
function shareOf(deployment: Deployment, set: ReplicaSet): number {
  const wanted = replicasOf(deployment);
  if (wanted === 0) return -replicasOf(set);
  const before = numberAt(set, maxAnnotation) || deployment.status?.replicas || 0;
  if (before === 0) return 0;
  return Math.round((replicasOf(set) * (wanted + maxSurgeOf(deployment))) / before) - replicasOf(set);
}

function numberAt(set: ReplicaSet, annotation: string): number | undefined {
  const text = set.metadata.annotations?.[annotation];
  return text === undefined || !Number.isInteger(Number(text)) ? undefined : Number(text);
}

function not(set: ReplicaSet): (other: ReplicaSet) => boolean {
  return (other) => other.metadata.uid !== set.metadata.uid;
}
