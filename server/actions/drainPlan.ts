import { controllerOf, isDeleting } from "@/server/objects/meta";
import { isReady, isTerminal } from "@/server/objects/pods";
import type { Pod } from "@/server/objects/types";
import type { Snapshot } from "@/server/scheduler/snapshot";
import { budgetRooms } from "./budgets";
import { reborn, type World } from "./world";

/** A pod as plans and progress name it. */
export interface PodRef {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface PlannedMove {
  readonly pod: PodRef;
  /** Where its replacement would go; absent when nowhere. */
  readonly to?: string;
  /** Why nowhere, in Kubernetes' words. */
  readonly message?: string;
}

export interface Obstacle {
  readonly pod: PodRef;
  readonly kind: "unmanaged" | "emptyDir" | "budget";
  readonly says: string;
}

export interface DrainPlan {
  readonly node: string;
  readonly moves: readonly PlannedMove[];
  /** Pods that stay: a DaemonSet's would only come back. */
  readonly stay: readonly { readonly pod: PodRef; readonly says: string }[];
  /** What must be agreed to before it may begin: pods that nobody makes again, files that are lost. */
  readonly blockers: readonly Obstacle[];
  /** Evictions that must wait until others are ready elsewhere. */
  readonly waits: readonly Obstacle[];
}

export interface DrainConsent {
  /** Pods without a controller go for good. */
  readonly force?: boolean;
  /** Files in emptyDir volumes are lost. */
  readonly deleteEmptyDirData?: boolean;
}

/** What a plan is made on: the snapshot is of that world, and used up. */
export interface Ground {
  readonly world: World;
  readonly snapshot: Snapshot;
}

/** Who would have to leave the node, where each would go by the scheduler's own code, and what stands in the way. */
export function planDrain(node: string, { world, snapshot }: Ground, consent: DrainConsent = {}): DrainPlan {
  const here = world.pods.filter((pod) => pod.spec.nodeName === node && !isDeleting(pod));
  const stay = here.flatMap((pod) => {
    const says = staysBecause(pod);
    return says ? [{ pod: refOf(pod), says }] : [];
  });
  const leaving = here.filter((pod) => !staysBecause(pod));
  return {
    node,
    moves: movesOf(node, leaving, { world, snapshot }),
    stay,
    blockers: leaving.flatMap((pod) => blockersOf(pod, consent)),
    waits: waitsOf(leaving, world),
  };
}

export function refOf({ metadata: { namespace = "", name, uid } }: Pod): PodRef {
  return { namespace, name, uid };
}

export function staysBecause(pod: Pod): string | undefined {
  if (pod.metadata.annotations?.["kubernetes.io/config.mirror"]) return "It belongs to the node itself.";
  const controller = controllerOf(pod);
  if (controller?.kind === "DaemonSet" && !isTerminal(pod))
    return `DaemonSet ${controller.name} runs on every node: it would only come back.`;
  return undefined;
}

/** Replacements see each other, and the node as cordoned. Pods that ended, or that nobody makes again, need no place. */
function movesOf(node: string, leaving: readonly Pod[], { world, snapshot }: Ground): PlannedMove[] {
  for (const pod of leaving) snapshot.remove(pod);
  const cordoned = world.nodes.find(({ metadata }) => metadata.name === node);
  if (cordoned) snapshot.setNode({ ...cordoned, spec: { ...cordoned.spec, unschedulable: true } });
  const returning = leaving.filter((pod) => controllerOf(pod) && !isTerminal(pod));
  const again = returning.map(reborn);
  const placed = new Map(snapshot.place(again).map((placement) => [placement.pod.metadata.uid, placement]));
  const placements = new Map(returning.map((pod, index) => [pod, placed.get(again[index]?.metadata.uid ?? "")]));
  return leaving.map((pod) => {
    const placement = placements.get(pod);
    if (!placement) return { pod: refOf(pod) };
    const { node: to, message } = placement;
    return { pod: refOf(pod), ...(to ? { to } : {}), ...(message ? { message } : {}) };
  });
}

function blockersOf(pod: Pod, { force, deleteEmptyDirData }: DrainConsent): Obstacle[] {
  if (isTerminal(pod)) return [];
  const blockers: Obstacle[] = [];
  if (!force && !controllerOf(pod))
    blockers.push({ pod: refOf(pod), kind: "unmanaged", says: "Nobody makes it again: it would be gone for good." });
  if (!deleteEmptyDirData && (pod.spec.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined))
    blockers.push({
      pod: refOf(pod),
      kind: "emptyDir",
      says: "It keeps files in an emptyDir volume: they would be lost.",
    });
  return blockers;
}

function waitsOf(leaving: readonly Pod[], { budgets, pods }: World): Obstacle[] {
  const rooms = budgetRooms(budgets, pods);
  const left = new Map(rooms.map((room) => [room, room.allowed]));
  return leaving.filter(isReady).flatMap((pod): Obstacle[] => {
    const covering = rooms.filter((room) => room.covers(pod));
    const full = covering.find((room) => (left.get(room) ?? 0) <= 0);
    if (!full) {
      for (const room of covering) left.set(room, (left.get(room) ?? 0) - 1);
      return [];
    }
    const now = full.allowed === 0 ? "none of its pods" : `only ${full.allowed} at once`;
    return [{ pod: refOf(pod), kind: "budget", says: `PodDisruptionBudget ${full.budget} lets ${now} go now.` }];
  });
}
