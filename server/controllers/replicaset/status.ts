import { withCondition } from "@/server/objects/meta";
import { isActive, isAvailable, isReady, isTerminal } from "@/server/objects/pods";
import { matchesLabels } from "@/server/objects/selector";
import type { Pod, ReplicaSet } from "@/server/objects/types";
import type { Failure } from "../actions";

export type ReplicaSetStatus = NonNullable<ReplicaSet["status"]>;
type ReplicaSetCondition = NonNullable<ReplicaSetStatus["conditions"]>[number];

interface Now {
  readonly nowMs: number;
  readonly timestamp: string;
}

/** What is so, counted from the pods; `failure` is what stopped the last creations or deletions. */
export function statusOf(set: ReplicaSet, pods: readonly Pod[], now: Now, failure?: Failure): ReplicaSetStatus {
  const active = pods.filter(isActive);
  const templateLabels = set.spec.template?.metadata?.labels;
  const conditions = conditionsOf(set, now, failure);
  return {
    replicas: active.length,
    fullyLabeledReplicas: active.filter((pod) => matchesLabels(templateLabels, pod.metadata.labels)).length,
    readyReplicas: active.filter(isReady).length,
    availableReplicas: active.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now.nowMs)).length,
    terminatingReplicas: pods.filter((pod) => !isActive(pod) && !isTerminal(pod)).length,
    observedGeneration: set.metadata.generation ?? 0,
    ...(conditions.length > 0 ? { conditions: [...conditions] } : {}),
  };
}

function conditionsOf(set: ReplicaSet, now: Now, failure?: Failure): readonly ReplicaSetCondition[] {
  const old: readonly ReplicaSetCondition[] = set.status?.conditions ?? [];
  if (!failure) return old.filter(({ type }) => type !== "ReplicaFailure");
  const reason = failure.action.do === "delete" ? "FailedDelete" : "FailedCreate";
  return withCondition(
    old,
    { type: "ReplicaFailure", status: "True", reason, message: failure.message },
    now.timestamp,
  );
}
