import { controllerOf } from "@/server/objects/meta";
import type { Deployment, ReplicaSet } from "@/server/objects/types";
import { imagesOf } from "./workloadRow";

export const revisionAnnotation = "deployment.kubernetes.io/revision";
const causeAnnotation = "kubernetes.io/change-cause";

/** One line of `kubectl rollout history`. */
export interface RevisionRow {
  readonly revision: number;
  readonly replicaSet: string;
  readonly images: readonly string[];
  readonly createdAt: string;
  readonly replicas: number;
  readonly ready: number;
  readonly cause?: string;
  /** The template that the Deployment asks for now. */
  readonly isCurrent: boolean;
}

/** Newest first. */
export function revisionRows(deployment: Deployment, owned: readonly ReplicaSet[]): RevisionRow[] {
  const newest = Math.max(0, ...owned.map(revisionOf));
  return [...owned]
    .sort((a, b) => revisionOf(b) - revisionOf(a))
    .map((set) => ({
      revision: revisionOf(set),
      replicaSet: set.metadata.name,
      images: set.spec.template ? imagesOf(set.spec.template) : [],
      createdAt: set.metadata.creationTimestamp,
      replicas: set.status?.replicas ?? 0,
      ready: set.status?.readyReplicas ?? 0,
      cause: set.metadata.annotations?.[causeAnnotation],
      isCurrent: revisionOf(set) === newest && isObserved(deployment),
    }));
}

export function ownedSets(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet[] {
  return sets.filter((set) => controllerOf(set)?.uid === deployment.metadata.uid);
}

function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[revisionAnnotation] ?? 0) || 0;
}

function isObserved({ metadata, status }: Deployment): boolean {
  return (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
}
