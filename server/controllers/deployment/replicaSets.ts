import { controllerReference } from "@/server/objects/meta";
import type { Deployment, Manifest, PodTemplate, ReplicaSet } from "@/server/objects/types";
import { canonicalJson, encodeHash, fnv32 } from "../hash";
import { newSetAnnotations, revisionOf, sizeAnnotations } from "./annotations";

const hashLabel = "pod-template-hash";

/** A name's hash of the template; `collisions` makes another one where that name is taken. */
function templateHash(template: PodTemplate, collisions: number): string {
  return encodeHash(fnv32(`${canonicalJson(template)}${collisions > 0 ? collisions : ""}`));
}

/** Oldest first; the name decides between those of one second. */
export function byCreation(left: ReplicaSet, right: ReplicaSet): number {
  const [older, newer] = [left.metadata.creationTimestamp, right.metadata.creationTimestamp];
  return older === newer ? compare(left.metadata.name, right.metadata.name) : compare(older, newer);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The set that has the Deployment's template, if it was made already; the oldest of several. */
export function findNewSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = comparable(deployment.spec.template);
  return [...sets].sort(byCreation).find((set) => set.spec.template && comparable(set.spec.template) === wanted);
}

/** Templates are compared without the hash label, which is ours. */
function comparable(template: PodTemplate): string {
  const { [hashLabel]: _hash, ...labels } = template.metadata?.labels ?? {};
  return canonicalJson({ ...template, metadata: { ...template.metadata, labels } });
}

/** Old sets by revision, the first to be forgotten in front. */
export function byRevision(left: ReplicaSet, right: ReplicaSet): number {
  return Number(revisionOf(left) - revisionOf(right)) || byCreation(left, right);
}

export function newSetName(deployment: Deployment): string {
  return `${deployment.metadata.name}-${templateHash(deployment.spec.template, deployment.status?.collisionCount ?? 0)}`;
}

/** The set for the current template, of this size and revision. */
export function newSetManifest(deployment: Deployment, replicas: number, revision: bigint): Manifest {
  const { template, minReadySeconds } = deployment.spec;
  const hash = templateHash(template, deployment.status?.collisionCount ?? 0);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  const { matchLabels, matchExpressions } = deployment.spec.selector;
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: newSetName(deployment),
      namespace: deployment.metadata.namespace,
      labels,
      annotations: { ...newSetAnnotations(deployment, undefined, revision), ...sizeAnnotations(deployment) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds ? { minReadySeconds } : {}),
      selector: {
        matchLabels: { ...matchLabels, [hashLabel]: hash },
        ...(matchExpressions ? { matchExpressions } : {}),
      },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}
