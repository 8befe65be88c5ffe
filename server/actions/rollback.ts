import type { Cluster, Name } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { diffObjects } from "@/server/objects/patch/diffObjects";
import type { Deployment, ReplicaSet } from "@/server/objects/types";
import { revisionAnnotation, setsByRevision, templateOf } from "./revisions";

export interface RolledBack {
  /** The revision that the template was taken from. */
  readonly revision: number;
  /** False when the Deployment had that template already. */
  readonly isChanged: boolean;
  readonly deployment: Deployment;
}

/**
 * Gives the Deployment the template of an earlier revision (the one before, unless told), as `kubectl rollout undo`.
 * Throws `NotFound` where that revision is no longer kept, `BadRequest` when the Deployment is paused.
 */
export async function rollback(cluster: Cluster, at: Name, toRevision?: number): Promise<RolledBack> {
  const [deployment, sets] = await Promise.all([
    cluster.get("Deployment", at),
    cluster.list("ReplicaSet", { namespace: at.namespace }),
  ]);
  const { set, revision } = targetOf(deployment, sets.items, toRevision);
  const template = templateOf(set);
  if (diffObjects(deployment.spec.template, template).length === 0) return { revision, isChanged: false, deployment };
  const body = [
    { op: "test", path: "/metadata/uid", value: deployment.metadata.uid },
    { op: "replace", path: "/spec/template", value: template },
    // Adds where there was none, and replaces where there was.
    { op: "add", path: "/metadata/annotations", value: annotationsAfter(deployment, set) },
  ];
  const rolled = await cluster.patch("Deployment", at, { type: "json", body }, { fieldManager: "kubectl-rollout" });
  return { revision, isChanged: true, deployment: rolled };
}

function targetOf(deployment: Deployment, sets: readonly ReplicaSet[], toRevision: number | undefined) {
  const { name } = deployment.metadata;
  const about = { kind: "Deployment", group: "apps", name };
  if (deployment.spec.paused)
    throw new ClusterError("BadRequest", { says: `${name} is paused, so it cannot go back: resume it first.`, about });
  const kept = setsByRevision(deployment, sets);
  const target = toRevision ? kept.find(({ revision }) => revision === toRevision) : kept[1];
  if (target) return target;
  const numbers = kept.map(({ revision }) => revision).join(", ");
  const says = toRevision
    ? `${name} has no revision ${toRevision}; kept are ${numbers || "none"}.`
    : `${name} has no earlier revision to go back to.`;
  throw new ClusterError("NotFound", { says, about });
}

/** Annotations that are the Deployment's own and do not go back with the template (kubectl's `annotationsToSkip`). */
const kept = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  revisionAnnotation,
  "deployment.kubernetes.io/revision-history",
  "deployment.kubernetes.io/desired-replicas",
  "deployment.kubernetes.io/max-replicas",
  "deprecated.deployment.rollback.to",
]);

function annotationsAfter({ metadata }: Deployment, set: ReplicaSet): Record<string, string> {
  const own = Object.entries(metadata.annotations ?? {}).filter(([key]) => kept.has(key));
  const old = Object.entries(set.metadata.annotations ?? {}).filter(([key]) => !kept.has(key));
  return Object.fromEntries([...own, ...old]);
}
