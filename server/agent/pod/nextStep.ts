import { phaseOf } from "./phase";
import { restartsIn } from "./restart";
import { cleanUp, stopStep, terminationStep } from "./stopping";
import { type ContainerView, hasEnded, hasSucceeded, isRunning, type PodView } from "./view";

/** One thing to do; the view that follows from it never asks for the same again. Times are monotonic. */
export type Step =
  | { readonly type: "setUp" }
  | { readonly type: "start"; readonly container: string; readonly attempt: number }
  | { readonly type: "postStart"; readonly container: string }
  | { readonly type: "beginStop"; readonly container: string; readonly graceMs: number }
  | { readonly type: "preStop"; readonly container: string; readonly untilMs: number }
  | { readonly type: "signal"; readonly container: string; readonly signal: "SIGTERM" | "SIGKILL" }
  | { readonly type: "forget"; readonly container: string; readonly id: string }
  | { readonly type: "expire"; readonly reason: string; readonly message: string }
  | { readonly type: "withdraw" }
  | { readonly type: "cleanUp" }
  | { readonly type: "tearDown" }
  | { readonly type: "release" }
  | { readonly type: "wait"; readonly untilMs?: number }
  | { readonly type: "done" };

/**
 * What a pod's worker does next, from what it should be and what is there: set up, init containers in their order
 * (sidecars stay), the others together, restarts, and in the end the way out.
 */
export function nextStep(view: PodView): Step {
  if (view.termination) return terminationStep(view, view.termination);
  const phase = phaseOf(view);
  if (phase === "Succeeded" || phase === "Failed") return ended(view);
  const expired = deadline(view);
  if (expired.type === "expire") return expired;
  if (view.setUp !== "done") return setUp(view);
  return soonest([expired, ...running(view)]);
}

function setUp({ setUp: state, setUpFailure, monotonicMs }: PodView): Step {
  if (state === "busy") return wait();
  const { retryAtMs } = setUpFailure ?? {};
  if (setUpFailure && retryAtMs === undefined) return wait();
  return retryAtMs !== undefined && retryAtMs > monotonicMs ? wait(retryAtMs) : { type: "setUp" };
}

/** Candidates in the order of their urgency; the first that is more than waiting is taken. */
function running(view: PodView): Step[] {
  const steps: Step[] = [];
  const inits = view.containers.filter(({ role }) => role === "init" || role === "sidecar");
  const mains = view.containers.filter((container) => container.role === "main");
  const areMainsBegun = mains.some((container) => container.current);
  for (const container of view.containers) if (isRunning(container)) steps.push(keepUp(container, view));
  for (const container of view.containers)
    if (container.role === "ephemeral" && !isRunning(container)) steps.push(begin(container, view));
  for (const init of inits) {
    if (init.role === "init" && (areMainsBegun || hasSucceeded(init))) continue;
    if (!isRunning(init)) steps.push(begin(init, view));
    const isPassed = init.role === "sidecar" && isRunning(init) && init.isPostStarted && init.isStarted;
    if (!isPassed && !areMainsBegun) return [...steps, ...forget(view)];
  }
  for (const main of mains) if (!isRunning(main)) steps.push(begin(main, view));
  return [...steps, ...forget(view)];
}

/** A container that runs: its hook, or its stopping when a probe said so. */
function keepUp(container: ContainerView, view: PodView): Step {
  if (container.stop) return stopStep(container, view.monotonicMs);
  if (container.busy) return wait();
  if (container.mustRestart)
    return { type: "beginStop", container: container.spec.name, graceMs: container.mustRestart.graceMs };
  return container.isPostStarted ? wait() : { type: "postStart", container: container.spec.name };
}

/** A container that does not run: the first start, a restart, or another try. */
function begin(container: ContainerView, view: PodView): Step {
  if (container.busy || view.isHeld) return wait();
  const start: Step = { type: "start", container: container.spec.name, attempt: container.nextAttempt };
  const { failure } = container;
  if (failure) {
    if (failure.retryAtMs === undefined) return wait();
    return failure.retryAtMs > view.monotonicMs ? wait(failure.retryAtMs) : start;
  }
  if (!hasEnded(container)) return start;
  const inMs = restartsIn(container, view);
  if (inMs === undefined) return wait();
  return inMs > 0 ? wait(view.monotonicMs + inMs) : start;
}

/** Only the newest attempt and the one before it (for `logs --previous`) are kept. */
function forget({ containers, monotonicMs }: PodView): Step[] {
  return containers.flatMap(({ older, spec, busy, forgetAtMs = 0 }) => {
    const oldest = older?.at(-1);
    if (busy || !oldest) return [];
    if (forgetAtMs > monotonicMs) return [wait(forgetAtMs)];
    return [{ type: "forget", container: spec.name, id: oldest.id } as const];
  });
}

/** A pod that ended by itself: its sidecars go, then its volumes; the rest stays until it is deleted, for its logs. */
function ended(view: PodView): Step {
  const left = view.containers.filter(isRunning).at(-1);
  if (left && !left.stop) return { type: "beginStop", container: left.spec.name, graceMs: graceOf(view) };
  if (left) return stopStep(left, view.monotonicMs);
  return view.busy ? wait() : cleanUp(view);
}

function deadline({ pod, startedMs, nowMs, monotonicMs }: PodView): Step {
  const seconds = pod.spec.activeDeadlineSeconds;
  if (!seconds) return wait();
  const leftMs = startedMs + seconds * 1000 - nowMs;
  if (leftMs > 0) return wait(monotonicMs + leftMs);
  const message = "Pod was active on the node longer than the specified deadline";
  return { type: "expire", reason: "DeadlineExceeded", message };
}

const graceOf = ({ pod }: PodView) => (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;

/** The first step that does something, else a wait until the earliest time that any of them waits for. */
function soonest(steps: readonly Step[]): Step {
  const act = steps.find((step) => step.type !== "wait");
  if (act) return act;
  const times = steps.flatMap((step) => (step.type === "wait" ? (step.untilMs ?? []) : []));
  return wait(times.length > 0 ? Math.min(...times) : undefined);
}

function wait(untilMs?: number): Step {
  return untilMs === undefined ? { type: "wait" } : { type: "wait", untilMs };
}
