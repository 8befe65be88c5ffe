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

/** Of 64 bits, as in Kubernetes: a ReplicaSet that is adopted may bring any. */
export function revisionOf(object: KubeObject | undefined): bigint {
  const text = object?.metadata.annotations?.[revisionAnnotation] ?? "";
  return /^-?\d{1,19}$/.test(text) ? BigInt(text) : 0n;
}

/** The one after those of all these sets. */
export function nextRevision(sets: readonly ReplicaSet[]): bigint {
  return sets.map(revisionOf).reduce((newest, one) => (one > newest ? one : newest), 0n) + 1n;
}

/** How large the Deployment was, and how large it might grow, when the set was last scaled. */
export function sizeAnnotations(deployment: Deployment): Annotations {
  const replicas = replicasOf(deployment);
  return { [desiredAnnotation]: String(replicas), [maxAnnotation]: String(replicas + maxSurgeOf(deployment)) };
}

/** The newest set's annotations: the Deployment's, and the revision with those it had before. */
export function newSetAnnotations(deployment: Deployment, set: ReplicaSet | undefined, revision: bigint): Annotations {
  const shared = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => !own.has(name));
  const annotations: Annotations = { ...set?.metadata.annotations, ...Object.fromEntries(shared) };
  const old = revisionOf(set);
  if (old >= revision) return annotations;
  if (old > 0n) annotations[revisionHistoryAnnotation] = withRevision(annotations[revisionHistoryAnnotation], old);
  annotations[revisionAnnotation] = String(revision);
  return annotations;
}

function withRevision(history: string | undefined, revision: bigint): string {
  const revisions = [...(history ? history.split(",") : []), String(revision)];
  while (revisions.join(",").length > maxHistoryLength) revisions.shift();
  return revisions.join(",");
}
