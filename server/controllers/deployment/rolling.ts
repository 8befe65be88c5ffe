import type { Deployment, ReplicaSet } from "@/server/objects/types";
import { availableOf, lastingAvailableOf, maxSurgeOf, maxUnavailableOf, presentOf, replicasOf, sumOf } from "./numbers";
import { byCreation } from "./replicaSets";

/** Wanted sizes by the set's uid; sets that are not in it stay as they are. */
export type Sizes = ReadonlyMap<string, number>;

/** How large the new set may be now: never above `replicas + maxSurge` in all. After Kubernetes' NewRSNewReplicas. */
export function newSetSize(deployment: Deployment, oldSets: readonly ReplicaSet[], current: number): number {
  const wanted = replicasOf(deployment);
  if (deployment.spec.strategy?.type === "Recreate") return wanted;
  const room = wanted + maxSurgeOf(deployment) - current - sumOf(oldSets, presentOf);
  return room <= 0 ? current : current + Math.max(0, Math.min(room, wanted - current));
}

/** One step of a rolling update: first the new set grows; when it cannot, the old ones shrink. */
export function rollingSizes(deployment: Deployment, newSet: ReplicaSet, oldSets: readonly ReplicaSet[]): Sizes {
  const wanted = replicasOf(deployment);
  const current = replicasOf(newSet);
  const next = current > wanted ? wanted : newSetSize(deployment, oldSets, current);
  if (next !== current) return new Map([[newSet.metadata.uid, next]]);
  return shrinkOldSets(deployment, newSet, oldSets);
}

/**
 * Never fewer than `replicas - maxUnavailable` available pods: first the old pods that are not available go (they
 * could hold up the roll for ever), then as many of the others as the available ones allow.
 */
function shrinkOldSets(deployment: Deployment, newSet: ReplicaSet, oldSets: readonly ReplicaSet[]): Sizes {
  const sizes = new Map<string, number>();
  const old = oldSets.filter((set) => replicasOf(set) > 0).sort(byCreation);
  const minAvailable = replicasOf(deployment) - maxUnavailableOf(deployment);
  const newUnavailable = Math.max(0, replicasOf(newSet) - availableOf(newSet));
  const maxRemoved = sumOf([newSet, ...old], replicasOf) - minAvailable - newUnavailable;
  if (old.length === 0 || maxRemoved <= 0) return sizes;
  const unhealthy = takeFrom(old, maxRemoved, (set) => replicasOf(set) - lastingAvailableOf(set), sizes);
  const available = sumOf([newSet, ...old], lastingAvailableOf);
  const left = Math.min(available - minAvailable, maxRemoved - unhealthy);
  takeFrom(old, left, (set) => sizes.get(set.metadata.uid) ?? replicasOf(set), sizes);
  return sizes;
}

/** Takes up to `most` pods in all, up to `from(set)` of each set in turn; returns how many were taken. */
function takeFrom(
  sets: readonly ReplicaSet[],
  most: number,
  from: (set: ReplicaSet) => number,
  sizes = new Map<string, number>(),
): number {
  let taken = 0;
  for (const set of sets) {
    const count = Math.min(most - taken, from(set));
    if (count <= 0) continue;
    sizes.set(set.metadata.uid, (sizes.get(set.metadata.uid) ?? replicasOf(set)) - count);
    taken += count;
  }
  return taken;
}
