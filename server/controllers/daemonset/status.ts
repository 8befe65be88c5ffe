import { isDeleting } from "@/server/objects/meta";
import { isAvailable, isReady } from "@/server/objects/pods";
import type { DaemonSet } from "@/server/objects/types";
import { eligibility } from "./placement";
import { isUpdated } from "./template";
import { groupByNode, type World } from "./world";

export type DaemonSetStatus = NonNullable<DaemonSet["status"]>;

/** Counted by node: of several pods on a node the oldest counts, and the updated one for `updatedNumberScheduled`. */
export function statusOf(set: DaemonSet, { nodes, pods, nowMs, updateHash }: World): DaemonSetStatus {
  const byNode = groupByNode(pods);
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 };
  for (const node of nodes) {
    const there = byNode.get(node.metadata.name) ?? [];
    const { shouldRun } = eligibility(set, node);
    if (!shouldRun) {
      if (there.length > 0) counts.misscheduled++;
      continue;
    }
    counts.desired++;
    const live = there.filter((pod) => !isDeleting(pod));
    if (there.length > 0) counts.current++;
    if (live.some(isReady)) counts.ready++;
    if (live.some((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs))) counts.available++;
    if (live.some((pod) => isUpdated(pod, updateHash))) counts.updated++;
  }
  return {
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    desiredNumberScheduled: counts.desired,
    numberReady: counts.ready,
    observedGeneration: set.metadata.generation ?? 0,
    updatedNumberScheduled: counts.updated,
    numberAvailable: counts.available,
    numberUnavailable: counts.desired - counts.available,
  };
}
