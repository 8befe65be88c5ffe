import type { Deployment, KubeObject, ReplicaSet } from "@/server/objects/types";
import { maxSurgeOf, replicasOf } from "./numbers";

export const revisionAnnotation = "deployment.kubernetes.io/revision";
const revisionHistoryAnnotation = "deployment.kubernetes.io/revision-history";
export const desiredAnnotation = "deployment.kubernetes.io/desired-replicas";
export const maxAnnotation = "deployment.kubernetes.io/max-replicas";

/** Annotations of a Deployment that are not its ReplicaSets'. */
const own = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredAnnotation,
  maxAnnotation,
  "deprecated.deployment.rollback.to",
]);
const maxHistoryLength = 2_000;

type Annotations = Record<string, string>;

export function revisionOf(object: KubeObject | undefined): number {
  const revision = Number(object?.metadata.annotations?.[revisionAnnotation] ?? 0);
  return Number.isInteger(revision) ? revision : 0;
}

/** How large the Deployment was, and how large it might grow, when the set was last scaled. */
export function sizeAnnotations(deployment: Deployment): Annotations {
  const replicas = replicasOf(deployment);
  return { [desiredAnnotation]: String(replicas), [maxAnnotation]: String(replicas + maxSurgeOf(deployment)) };
}

/** The newest set's annotations: the Deployment's, and the revision with those it had before. */
export function newSetAnnotations(deployment: Deployment, set: ReplicaSet | undefined, revision: number): Annotations {
  const shared = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => !own.has(name));
  const annotations: Annotations = { ...set?.metadata.annotations, ...Object.fromEntries(shared) };
  const old = revisionOf(set);
  if (old >= revision) return annotations;
  if (old > 0) annotations[revisionHistoryAnnotation] = withRevision(annotations[revisionHistoryAnnotation], old);
  annotations[revisionAnnotation] = String(revision);
  return annotations;
}

function withRevision(history: string | undefined, revision: number): string {
  const revisions = [...(history ? history.split(",") : []), String(revision)];
  while (revisions.join(",").length > maxHistoryLength) revisions.shift();
  return revisions.join(",");
}
