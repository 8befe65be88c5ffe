import { conditionOf } from "@/server/objects/meta";
import { isReady, isTerminal } from "@/server/objects/pods";
import type { Node, Pod } from "@/server/objects/types";
import { type Action, type Outcome, statusUpdate } from "../actions";
import { isSame } from "../hash";
import { taintsOf } from "./taints";

export interface Observed {
  /** Silent for longer than the grace. */
  readonly isLost: boolean;
  readonly isFenced: boolean;
  readonly mayEvict: boolean;
  readonly pods: readonly Pod[];
  readonly timestamp: string;
}

type NodeCondition = NonNullable<NonNullable<Node["status"]>["conditions"]>[number];
/** What a kubelet reports, and nobody knows while it is silent. */
const reported = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

/**
 * One step for one node, after Kubernetes' node lifecycle controller: a lost node's conditions turn Unknown, its taints
 * follow its conditions, and pods of a lost node are not ready.
 */
export function reconcile(node: Node, observed: Observed): Outcome {
  if (observed.isLost && conditionOf(node.status?.conditions, "Ready")?.status !== "Unknown")
    return { actions: [markUnknown(node, observed.timestamp)], retryAfterMs: 1 };
  const taints = taintsOf(node, observed);
  const tainted: Action[] = isSame(taints, node.spec.taints ?? [])
    ? []
    : [{ do: "update", kind: "Node", object: { ...node, spec: { ...node.spec, taints } } }];
  const unready =
    observed.isLost && observed.mayEvict ? observed.pods.filter((pod) => isReady(pod) && !isTerminal(pod)) : [];
  return { actions: [...unready.map((pod) => markNotReady(pod, observed.timestamp)), ...tainted] };
}

function markUnknown(node: Node, timestamp: string): Action {
  const old = node.status?.conditions ?? [];
  const unknown = reported.map((type): NodeCondition => {
    const before = conditionOf(old, type);
    const wasPosted = before?.lastHeartbeatTime !== undefined;
    return {
      ...before,
      type,
      status: "Unknown",
      reason: wasPosted ? "NodeStatusUnknown" : "NodeStatusNeverUpdated",
      message: wasPosted ? "Kubelet stopped posting node status." : "Kubelet never posted node status.",
      lastTransitionTime: before?.status === "Unknown" ? before.lastTransitionTime : timestamp,
    };
  });
  const conditions = [...unknown, ...old.filter(({ type }) => !reported.includes(type))];
  const message = `Node ${node.metadata.name} status is now: NodeNotReady`;
  const note = { about: node, type: "Normal", reason: "NodeNotReady", message } as const;
  return {
    do: "update",
    kind: "Node",
    subresource: "status",
    object: { ...node, status: { ...node.status, conditions } },
    note,
  };
}

function markNotReady(pod: Pod, timestamp: string): Action {
  const conditions = pod.status?.conditions?.map((condition) =>
    condition.type === "Ready" ? { ...condition, status: "False" as const, lastTransitionTime: timestamp } : condition,
  );
  const [update] = statusUpdate(pod, { ...pod.status, conditions }, false);
  const note = { about: pod, type: "Warning", reason: "NodeNotReady", message: "Node is not ready" } as const;
  return update?.do === "update" ? { ...update, note } : { do: "note", note };
}
