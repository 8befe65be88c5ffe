import { isTerminal } from "@/server/objects/pods";
import type { Pod } from "@/server/objects/types";
import type { Action } from "./actions";

export interface Why {
  /** Kubernetes' reasons of the DisruptionTarget condition: `DeletionByPodGC`, `DeletionByTaintManager`. */
  readonly reason: string;
  readonly message: string;
}

/** With a condition that says who ends the pod and why. */
export function withDisruption(pod: Pod, { reason, message }: Why, timestamp: string): Pod {
  const condition = {
    type: "DisruptionTarget",
    status: "True" as const,
    reason,
    message,
    lastTransitionTime: timestamp,
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== condition.type);
  return { ...pod, status: { ...pod.status, conditions: [...others, condition] } };
}

/**
 * Removes pods that certainly run no more, without their agent. An unfinished one is marked Failed first, so that its
 * owner counts it. After Kubernetes' `markFailedAndDeletePod`.
 */
export function failAndDelete(pods: readonly Pod[], why: Why, timestamp: string): Action[] {
  const failed = pods
    .filter((pod) => !isTerminal(pod))
    .map((pod): Action => {
      const marked = withDisruption(pod, why, timestamp);
      const object: Pod = { ...marked, status: { ...marked.status, phase: "Failed" } };
      return { do: "update", kind: "Pod", subresource: "status", object };
    });
  const options = { graceSeconds: 0, propagation: "Background" } as const;
  return [...failed, ...pods.map((object): Action => ({ do: "delete", kind: "Pod", object, options }))];
}
