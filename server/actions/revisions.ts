import { controllerOf } from "@/server/objects/meta";
import { type Difference, diffObjects } from "@/server/objects/patch/diffObjects";
import type { Deployment, PodTemplate, ReplicaSet } from "@/server/objects/types";

export const revisionAnnotation = "deployment.kubernetes.io/revision";
const changeCauseAnnotation = "kubernetes.io/change-cause";
const hashLabel = "pod-template-hash";

export interface DeploymentRevision {
  readonly revision: number;
  readonly replicaSet: string;
  readonly createdAt: string;
  readonly changeCause?: string;
  readonly images: readonly string[];
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly isCurrent: boolean;
  /** What changed in the template since the revision before that is still kept; empty for the oldest. */
  readonly changes: readonly Difference[];
}

/** What a Deployment was, newest first: its ReplicaSets, as `kubectl rollout history` lists them. */
export function describeRevisions(deployment: Deployment, sets: readonly ReplicaSet[]): DeploymentRevision[] {
  const own = setsByRevision(deployment, sets);
  return own.map(({ set, revision }, at): DeploymentRevision => {
    const before = own[at + 1]?.set;
    const changeCause = set.metadata.annotations?.[changeCauseAnnotation];
    return {
      revision,
      replicaSet: set.metadata.name,
      createdAt: set.metadata.creationTimestamp,
      ...(changeCause ? { changeCause } : {}),
      images: (set.spec.template?.spec?.containers ?? []).map(({ image = "" }) => image),
      replicas: set.spec.replicas ?? 1,
      readyReplicas: set.status?.readyReplicas ?? 0,
      isCurrent: at === 0,
      changes: before ? diffObjects(templateOf(before), templateOf(set)) : [],
    };
  });
}

export interface SetOfRevision {
  readonly set: ReplicaSet;
  readonly revision: number;
}

/** The Deployment's own sets that carry a revision, newest first. */
export function setsByRevision({ metadata }: Deployment, sets: readonly ReplicaSet[]): SetOfRevision[] {
  return sets
    .filter((set) => controllerOf(set)?.uid === metadata.uid)
    .map((set) => ({ set, revision: Number(set.metadata.annotations?.[revisionAnnotation] ?? 0) }))
    .filter(({ revision }) => revision > 0)
    .sort((a, b) => b.revision - a.revision);
}

/** The template as the Deployment had it: without the label that tells its ReplicaSets apart. */
export function templateOf(set: ReplicaSet): PodTemplate {
  const { template } = set.spec;
  const { [hashLabel]: _hash, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}
