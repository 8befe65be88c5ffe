import type { Cluster, Name } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { controllerOf } from "@/server/objects/meta";
import { type Difference, diffObjects } from "@/server/objects/patch/diffObjects";
import { isReady } from "@/server/objects/pods";
import type { ControllerRevision, KubeObject, Pod, PodTemplate, StatefulSet } from "@/server/objects/types";

const changeCauseAnnotation = "kubernetes.io/change-cause";
const revisionLabel = "controller-revision-hash";

export interface KeptRevision {
  readonly revision: number;
  /** The ControllerRevision's name. */
  readonly name: string;
  readonly createdAt: string;
  readonly cause?: string;
  readonly images: readonly string[];
  /** Pods that are of it. */
  readonly replicas: number;
  readonly ready: number;
  /** The one that the newest template is kept as. */
  readonly isCurrent: boolean;
  /** What changed in the template since the revision before that is still kept; empty for the oldest. */
  readonly changes: readonly Difference[];
}

/** What a StatefulSet was, newest first, as `kubectl rollout history` lists it. */
export function describeKept(
  set: StatefulSet,
  revisions: readonly ControllerRevision[],
  pods: readonly Pod[],
): KeptRevision[] {
  const own = newestFirst(set, revisions);
  return own.map((one, at) => {
    const { name, creationTimestamp, annotations } = one.metadata;
    const mine = pods.filter(({ metadata }) => metadata.labels?.[revisionLabel] === name);
    const cause = annotations?.[changeCauseAnnotation];
    const before = own[at + 1];
    return {
      revision: one.revision,
      name,
      createdAt: creationTimestamp,
      ...(cause ? { cause } : {}),
      images: (templateIn(one)?.spec?.containers ?? []).map(({ image = "" }) => image),
      replicas: mine.length,
      ready: mine.filter(isReady).length,
      isCurrent: at === 0,
      changes: before ? diffObjects(templateIn(before), templateIn(one)) : [],
    };
  });
}

function newestFirst({ metadata }: KubeObject, revisions: readonly ControllerRevision[]): ControllerRevision[] {
  return revisions
    .filter((one) => controllerOf(one)?.uid === metadata.uid)
    .sort((left, right) => right.revision - left.revision);
}

function templateIn({ data }: ControllerRevision): PodTemplate | undefined {
  return (data as { spec?: { template?: PodTemplate } } | undefined)?.spec?.template;
}

export interface Returned {
  readonly revision: number;
  readonly workload: KubeObject;
}

/**
 * Gives a StatefulSet or DaemonSet the template of an earlier revision (the one before, unless told), as
 * `kubectl rollout undo`. Throws `NotFound` where that revision is no longer kept.
 */
export async function returnTo(
  cluster: Cluster,
  at: Name & { readonly kind: "StatefulSet" | "DaemonSet" },
  toRevision?: number,
): Promise<Returned> {
  const { kind, ...name } = at;
  const [workload, { items }] = await Promise.all([
    cluster.get(kind, name),
    cluster.list("ControllerRevision", { namespace: at.namespace }),
  ]);
  const kept = newestFirst(workload, items);
  const target = toRevision ? kept.find(({ revision }) => revision === toRevision) : kept[1];
  if (!target) {
    const numbers = kept.map(({ revision }) => revision).join(", ");
    const says = toRevision
      ? `${at.name} has no revision ${toRevision}; kept are ${numbers || "none"}.`
      : `${at.name} has no earlier revision to go back to.`;
    throw new ClusterError("NotFound", { says, about: { kind, group: "apps", name: at.name } });
  }
  const patch = { type: "strategic", body: target.data } as const;
  const rolled = await cluster.patch(kind, name, patch, { fieldManager: "kubectl-rollout" });
  return { revision: target.revision, workload: rolled };
}
