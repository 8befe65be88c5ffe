import { isDeleting } from "@/server/objects/meta";
import { isAvailable, isReady } from "@/server/objects/pods";
import type { Pod, StatefulSet } from "@/server/objects/types";
import { ordinalOf, ordinalRange } from "./identity";

export interface Slot {
  readonly ordinal: number;
  readonly pod: Pod | undefined;
}

export interface Occupied extends Slot {
  readonly pod: Pod;
}

/** Which ordinals are to be there, in order, and which pods are too many, the highest in front. */
export interface Layout {
  readonly slots: readonly Slot[];
  readonly condemned: readonly Occupied[];
}

export function layoutOf(set: StatefulSet, pods: readonly Pod[]): Layout {
  const { first, end } = ordinalRange(set);
  const byOrdinal = new Map<number, Pod>();
  for (const pod of pods) {
    const ordinal = ordinalOf(set, pod);
    if (ordinal !== undefined) byOrdinal.set(ordinal, pod);
  }
  const slots = Array.from({ length: end - first }, (_, index) => {
    const ordinal = first + index;
    return { ordinal, pod: byOrdinal.get(ordinal) };
  });
  const condemned = [...byOrdinal]
    .filter(([ordinal]) => ordinal < first || ordinal >= end)
    .map(([ordinal, pod]) => ({ ordinal, pod }))
    .sort((left, right) => right.ordinal - left.ordinal);
  return { slots, condemned };
}

/** Runs, is ready, and has been so for minReadySeconds; not on its way out. */
export function isServing(set: StatefulSet, pod: Pod | undefined, nowMs: number): pod is Pod {
  return pod !== undefined && !isDeleting(pod) && isRunningReady(pod) && isUp(set, pod, nowMs);
}

export function isRunningReady(pod: Pod): boolean {
  return pod.status?.phase === "Running" && isReady(pod);
}

export function isUp(set: StatefulSet, pod: Pod, nowMs: number): boolean {
  return isRunningReady(pod) && isAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs);
}

/** Kubernetes counts a pod as made once it has a phase. */
export function isCreated(pod: Pod): boolean {
  return Boolean(pod.status?.phase);
}

export function isOrdered({ spec }: StatefulSet): boolean {
  return spec.podManagementPolicy !== "Parallel";
}
