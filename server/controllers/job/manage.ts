import { isDeleting } from "@/server/objects/meta";
import { isActive, isTerminal } from "@/server/objects/pods";
import type { Job, Pod } from "@/server/objects/types";
import type { Action } from "../actions";
import { deletionOrder } from "../ranking";
import type { Verdict } from "./conditions";
import { indexOf } from "./indexes";
import { createPod } from "./jobPod";
import type { Observed } from "./observed";
import { untilNextPodMs } from "./podBackoff";
import { isTracked, type Tracked, untrack, waitsForEnd } from "./tracking";

const burst = 500;

interface Found {
  readonly tracked: Tracked;
  readonly verdict: Verdict | undefined;
}

export interface Managed {
  readonly actions: readonly Action[];
  readonly retryAfterMs?: number;
}

/** Makes and deletes pods so that as many work as should. */
export function manage(job: Job, observed: Observed, { tracked, verdict }: Found): Managed {
  const active = observed.pods.filter(isActive);
  // A failed job's pods count as failed; of a complete one they are only too many.
  if (verdict?.type === "Failed") return { actions: active.map((pod) => remove(job, pod)) };
  if (verdict || job.spec.suspend) return { actions: withdraw(job, active) };
  const useless = uselessPods(job, active, tracked);
  const useful = active.filter((pod) => !useless.includes(pod));
  const wanted = wantedActive(job, useful.length, tracked);
  const order = deletionOrder(useful, new Map(), observed.nowMs);
  const surplus = [...useless, ...order.slice(0, Math.max(0, useful.length - wanted))];
  if (surplus.length > 0) return { actions: withdraw(job, surplus) };
  const held = waitsForEnd(job) ? observed.pods.filter((pod) => isDeleting(pod) && !isTerminal(pod)).length : 0;
  const missing = Math.min(burst, wanted - useful.length - held);
  if (missing <= 0) return { actions: [] };
  const waitMs = untilNextPodMs(observed.pods, observed.nowMs);
  if (waitMs > 0) return { actions: [], retryAfterMs: waitMs };
  return { actions: create(job, missing, { observed, tracked }) };
}

function wantedActive(job: Job, active: number, { succeeded }: Tracked): number {
  const { completions, parallelism = 1 } = job.spec;
  if (completions === undefined) return succeeded > 0 ? Math.min(active, parallelism) : parallelism;
  return Math.min(parallelism, Math.max(0, completions - succeeded));
}

/** Of an Indexed job: pods whose index is done, out of range, or taken by an older pod. */
function uselessPods(job: Job, active: readonly Pod[], { completed }: Tracked): Pod[] {
  if (job.spec.completionMode !== "Indexed") return [];
  const taken = new Set(completed);
  const byAge = [...active].sort((left, right) =>
    left.metadata.creationTimestamp < right.metadata.creationTimestamp ? -1 : 1,
  );
  return byAge.filter((pod) => {
    const index = indexOf(pod);
    if (index === undefined || index >= (job.spec.completions ?? 0) || taken.has(index)) return true;
    taken.add(index);
    return false;
  });
}

function create(job: Job, count: number, { observed, tracked }: { observed: Observed; tracked: Tracked }): Action[] {
  if (job.spec.completionMode !== "Indexed")
    return observed.names(count).map((name) => createPod(job, name, undefined));
  const isHeld = (pod: Pod) => isActive(pod) || (waitsForEnd(job) && !isTerminal(pod));
  const taken = new Set([...tracked.completed, ...observed.pods.filter(isHeld).map(indexOf)]);
  const free: number[] = [];
  for (let index = 0; index < (job.spec.completions ?? 0) && free.length < count; index++)
    if (!taken.has(index)) free.push(index);
  return free.flatMap((index) => observed.names(1, index).map((name) => createPod(job, name, index)));
}

/** Deletes pods that must not count as failed: their finalizers go first. */
function withdraw(job: Job, pods: readonly Pod[]): Action[] {
  return [...pods.filter(isTracked).map(untrack), ...pods.map((pod) => remove(job, pod))];
}

function remove(job: Job, pod: Pod): Action {
  const message = `Deleted pod: ${pod.metadata.name}`;
  return {
    do: "delete",
    kind: "Pod",
    object: pod,
    note: { about: job, type: "Normal", reason: "SuccessfulDelete", message },
  };
}
