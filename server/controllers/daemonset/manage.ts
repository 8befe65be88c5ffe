import { isDeleting } from "@/server/objects/meta";
import { isAvailable } from "@/server/objects/pods";
import type { DaemonSet, Pod } from "@/server/objects/types";
import { eligibility } from "./placement";
import { maxSurgeOf } from "./rolling";
import { isUpdated } from "./template";
import { groupByNode, type World } from "./world";

export interface Placement {
  /** Nodes that lack a pod. */
  readonly missing: readonly string[];
  readonly surplus: readonly Pod[];
  /** Pods that have ended and are replaced, each with its back-off. */
  readonly failed: readonly Pod[];
}

/** Which nodes lack a pod and which pods are too many, whatever their template. After Kubernetes' `manage`. */
export function place(set: DaemonSet, world: World): Placement {
  const byNode = groupByNode(world.pods);
  const missing: string[] = [];
  const surplus: Pod[] = [];
  const failed: Pod[] = [];
  for (const node of world.nodes) {
    const pods = byNode.get(node.metadata.name) ?? [];
    byNode.delete(node.metadata.name);
    const { shouldRun, shouldContinue } = eligibility(set, node);
    if (!shouldContinue) {
      surplus.push(...pods.filter((pod) => !isDeleting(pod)));
      continue;
    }
    const ended = pods.filter((pod) => !isDeleting(pod) && hasEnded(pod));
    const running = pods.filter((pod) => !isDeleting(pod) && !hasEnded(pod));
    failed.push(...ended);
    surplus.push(...tooMany(set, running, world));
    // While anything of ours is on the node, ending or ended, its successor waits: never two of one.
    if (shouldRun && pods.length === 0) missing.push(node.metadata.name);
  }
  for (const pods of byNode.values()) surplus.push(...pods.filter((pod) => !isDeleting(pod) && !pod.spec.nodeName));
  return { missing, surplus, failed };
}

/** One pod per node; with maxSurge, an old one beside a new one that is not available yet. The oldest stays. */
function tooMany(set: DaemonSet, running: readonly Pod[], { nowMs, updateHash }: World): Pod[] {
  const sorted = [...running].sort(bySeniority);
  if (maxSurgeOf(set, 1) === 0) return sorted.slice(1);
  const [oldest, ...olderRest] = sorted.filter((pod) => !isUpdated(pod, updateHash));
  const [newest, ...newerRest] = sorted.filter((pod) => isUpdated(pod, updateHash));
  const isTaken = newest !== undefined && isAvailable(newest, set.spec.minReadySeconds ?? 0, nowMs);
  return [...olderRest, ...newerRest, ...(oldest && isTaken ? [oldest] : [])];
}

function bySeniority(left: Pod, right: Pod): number {
  const bound = Number(Boolean(right.spec.nodeName)) - Number(Boolean(left.spec.nodeName));
  if (bound !== 0) return bound;
  return left.metadata.creationTimestamp < right.metadata.creationTimestamp ? -1 : 1;
}

function hasEnded({ status }: Pod): boolean {
  return status?.phase === "Failed" || status?.phase === "Succeeded";
}
