import { conditionOf, isDeleting } from "@/server/objects/meta";
import { isTerminal } from "@/server/objects/pods";
import { type Taint, tolerates } from "@/server/objects/tolerations";
import type { Node, Pod } from "@/server/objects/types";
import { type Action, nothing, type Outcome } from "../actions";
import { failAndDelete, withDisruption } from "../endPods";
import { isSame } from "../hash";

const outOfService = "node.kubernetes.io/out-of-service";
const why = { reason: "DeletionByTaintManager", message: "Taint manager: deleting due to NoExecute taint" };

export interface Observed {
  /** How long these taints have been on the node for this pod. */
  readonly sinceMs: number;
  readonly timestamp: string;
}

export function noExecuteTaints(node: Node): Taint[] {
  return (node.spec.taints ?? []).filter(({ effect }) => effect === "NoExecute");
}

/**
 * How long the pod may stay: 0 not at all, undefined for ever. The shortest `tolerationSeconds` of those that tolerate
 * counts, as in Kubernetes.
 */
export function stayMs(pod: Pod, taints: readonly Taint[]): number | undefined {
  const used = taints.map((taint) => (pod.spec.tolerations ?? []).filter((one) => tolerates(one, taint)));
  if (used.some((tolerating) => tolerating.length === 0)) return 0;
  const limits = used
    .flat()
    .flatMap(({ tolerationSeconds }) => (tolerationSeconds === undefined ? [] : [tolerationSeconds]));
  return limits.length === 0 ? undefined : Math.max(0, Math.min(...limits)) * 1_000;
}

/**
 * Ends a pod that may not stay on its node. On a node that answers its agent ends it; on one that is silent nothing is
 * done until the node is out of service, that is, its pods are confirmed dead: only then may they be replaced.
 */
export function reconcile(pod: Pod, node: Node, { sinceMs, timestamp }: Observed): Outcome {
  const taints = noExecuteTaints(node);
  if (taints.length === 0 || isTerminal(pod)) return nothing;
  const isSilent = conditionOf(node.status?.conditions, "Ready")?.status === "Unknown";
  const isDead = isSilent && taints.some(({ key }) => key === outOfService);
  if (isSilent && !isDead) return nothing;
  if (isDeleting(pod)) return isDead ? { actions: failAndDelete([pod], why, timestamp) } : nothing;
  const leftMs = stayMs(pod, taints);
  if (leftMs === undefined) return nothing;
  if (leftMs > sinceMs) return { actions: [], retryAfterMs: leftMs - sinceMs };
  if (isDead) return { actions: failAndDelete([pod], why, timestamp) };
  return { actions: evict(pod, timestamp) };
}

function evict(pod: Pod, timestamp: string): Action[] {
  const message = `Marking for deletion Pod ${pod.metadata.namespace}/${pod.metadata.name}`;
  const note = { about: pod, type: "Normal", reason: "TaintManagerEviction", message } as const;
  const marked = withDisruption(pod, why, timestamp);
  const isMarked = isSame(conditionOf(pod.status?.conditions, "DisruptionTarget")?.reason, why.reason);
  const mark: Action[] = isMarked ? [] : [{ do: "update", kind: "Pod", subresource: "status", object: marked }];
  return [...mark, { do: "delete", kind: "Pod", object: pod, note }];
}
