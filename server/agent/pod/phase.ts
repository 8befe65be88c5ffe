import type { PodStatus } from "@/server/objects/types";
import { shouldRestart } from "./restart";
import { type ContainerView, hasEnded, hasSucceeded, isRunning, type PodView } from "./view";

export type Phase = NonNullable<PodStatus["phase"]>;

/** A pod's phase, after kubelet's `getPhase`; it only moves forward from what was told before. */
export function phaseOf(view: PodView): Phase {
  return forward((view.pod.status?.phase as Phase | undefined) ?? "Pending", observedPhase(view));
}

const order: readonly Phase[] = ["Unknown", "Pending", "Running", "Succeeded", "Failed"];

/** Ended is ended: a pod that succeeded does not fail later, and none comes back. */
function forward(told: Phase, seen: Phase): Phase {
  if (told === "Succeeded" || told === "Failed") return told;
  return order.indexOf(seen) > order.indexOf(told) ? seen : told;
}

function observedPhase(view: PodView): Phase {
  const { pod, termination } = view;
  const mains = view.containers.filter((container) => container.role === "main");
  const inits = view.containers.filter((container) => container.role === "init");
  const areMainsBegun = mains.some((container) => container.current);
  const isAnyRunning = view.containers.some(isRunning);
  if (termination && !isAnyRunning) return lastPhase(mains, termination.reason !== undefined);
  if (!areMainsBegun) {
    const isOver = inits.some((init) => hasEnded(init) && !hasSucceeded(init) && !shouldRestart(init, pod.spec));
    return isOver ? "Failed" : "Pending";
  }
  // Kubelet calls a pod Running only when none of its containers still waits for its first start.
  if (mains.some((main) => !main.current)) return mains.some(hasEnded) ? "Running" : "Pending";
  if (mains.some(isRunning)) return "Running";
  if (mains.some((main) => shouldRestart(main, pod.spec))) return "Running";
  return mains.every(hasSucceeded) ? "Succeeded" : "Failed";
}

/** Of a pod that was told to end: it succeeded only when all of its containers did. */
function lastPhase(mains: readonly ContainerView[], hasReason: boolean): Phase {
  if (hasReason) return "Failed";
  return mains.length > 0 && mains.every(hasSucceeded) ? "Succeeded" : "Failed";
}
