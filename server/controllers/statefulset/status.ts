import { isDeleting } from "@/server/objects/meta";
import type { Pod, StatefulSet } from "@/server/objects/types";
import { revisionNameOf } from "./identity";
import { isCreated, isRunningReady, isUp } from "./layout";

export type StatefulSetStatus = NonNullable<StatefulSet["status"]>;

/** Which revision is left, and which is rolled to. */
export interface Revisions {
  readonly current: string;
  readonly update: string;
  readonly collisionCount: number;
}

/** What is so, counted from the pods; a count that is 0 is left out where Kubernetes leaves it out. */
export function statusOf(set: StatefulSet, pods: readonly Pod[], now: Revisions & { nowMs: number }) {
  const created = pods.filter(isCreated);
  const lasting = created.filter((pod) => !isDeleting(pod));
  const count = (revision: string) => lasting.filter((pod) => revisionNameOf(pod) === revision).length;
  const counts = {
    readyReplicas: created.filter(isRunningReady).length,
    currentReplicas: count(now.current),
    updatedReplicas: count(now.update),
  };
  const replicas = created.length;
  const isDone = isRolledOut(set, { ...counts, replicas });
  const settled = isDone ? { ...counts, currentReplicas: counts.updatedReplicas } : counts;
  const { conditions } = set.status ?? {};
  const status: StatefulSetStatus = {
    observedGeneration: set.metadata.generation ?? 0,
    replicas,
    ...Object.fromEntries(Object.entries(settled).filter(([, value]) => value > 0)),
    availableReplicas: created.filter((pod) => isUp(set, pod, now.nowMs)).length,
    currentRevision: isDone ? now.update : now.current,
    updateRevision: now.update,
    collisionCount: now.collisionCount,
    ...(conditions ? { conditions } : {}),
  };
  return status;
}

interface Counts {
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly updatedReplicas: number;
}

/** Every pod is of the new revision and ready: from now on it is the current one. After `completeRollingUpdate`. */
function isRolledOut({ spec }: StatefulSet, { replicas, readyReplicas, updatedReplicas }: Counts): boolean {
  const wanted = spec.replicas ?? 1;
  return (
    spec.updateStrategy?.type === "RollingUpdate" &&
    [replicas, readyReplicas, updatedReplicas].every((count) => count === wanted)
  );
}
