import { isDeleting } from "@/server/objects/meta";
import { isAvailable } from "@/server/objects/pods";
import type { DaemonSet, Pod } from "@/server/objects/types";
import { resolvePercent } from "../numbers";
import { eligibility } from "./placement";
import { isUpdated } from "./template";
import { groupByNode, type World } from "./world";

export interface Roll {
  readonly remove: readonly Pod[];
  /** Nodes that get a new pod beside the old one. */
  readonly surge: readonly string[];
}

export function maxSurgeOf(set: DaemonSet, nodes: number): number {
  if (set.spec.updateStrategy?.type === "OnDelete") return 0;
  return resolvePercent(set.spec.updateStrategy?.rollingUpdate?.maxSurge, nodes, "up");
}

/** At least 1 where there is no surge: the roll must be able to move. */
function maxUnavailableOf(set: DaemonSet, nodes: number): number {
  const resolved = resolvePercent(set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, nodes, "up");
  return resolved === 0 && maxSurgeOf(set, nodes) === 0 ? 1 : resolved;
}

interface OnNode {
  readonly node: string;
  readonly newPod: Pod | undefined;
  readonly oldPod: Pod | undefined;
}

/** One step from old pods to new ones, after Kubernetes' `rollingUpdate`. Pods that are not available go first. */
export function roll(set: DaemonSet, world: World): Roll {
  if (set.spec.updateStrategy?.type === "OnDelete") return { remove: [], surge: [] };
  const ours = world.nodes.filter((node) => eligibility(set, node).shouldRun);
  const byNode = groupByNode(world.pods);
  const places = ours.map((node) =>
    updatedOn(node.metadata.name, byNode.get(node.metadata.name) ?? [], world.updateHash),
  );
  const isUp = (pod: Pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, world.nowMs);
  const surge = maxSurgeOf(set, ours.length);
  return surge === 0 ? replace(places, maxUnavailableOf(set, ours.length), isUp) : surround(places, surge, isUp);
}

/** undefined: the node is in transition, with a pod on its way out or none at all. */
function updatedOn(node: string, pods: readonly Pod[], updateHash: string): OnNode | undefined {
  const newPods = pods.filter((pod) => !isDeleting(pod) && isUpdated(pod, updateHash));
  const oldPods = pods.filter((pod) => !isDeleting(pod) && !isUpdated(pod, updateHash));
  if (newPods.length > 1 || oldPods.length > 1 || newPods.length + oldPods.length === 0) return undefined;
  return { node, newPod: newPods[0], oldPod: oldPods[0] };
}

function replace(places: readonly (OnNode | undefined)[], maxUnavailable: number, isUp: (pod: Pod) => boolean): Roll {
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  let unavailable = 0;
  for (const place of places) {
    const pod = place?.newPod ?? place?.oldPod;
    if (!pod || !isUp(pod)) unavailable++;
    if (!place?.oldPod || place.newPod) continue;
    if (isUp(place.oldPod)) candidates.push(place.oldPod);
    else broken.push(place.oldPod);
  }
  return { remove: [...broken, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))], surge: [] };
}

function surround(places: readonly (OnNode | undefined)[], maxSurge: number, isUp: (pod: Pod) => boolean): Roll {
  const remove: Pod[] = [];
  const broken: string[] = [];
  const candidates: string[] = [];
  let surging = 0;
  for (const place of places) {
    if (!place) surging++;
    else if (!place.oldPod) continue;
    else if (!place.newPod) (isUp(place.oldPod) ? candidates : broken).push(place.node);
    else if (isUp(place.newPod)) remove.push(place.oldPod);
    else surging++;
  }
  return { remove, surge: [...broken, ...candidates].slice(0, Math.max(0, maxSurge - surging)) };
}
