import type { Step } from "./nextStep";
import { type ContainerView, isRunning, type PodView, type Stop, type Termination } from "./view";

/**
 * The way out of a pod, all of it within the grace period: out of traffic, then preStop, SIGTERM and at the end SIGKILL
 * for its containers together; its sidecars after them, last first; then the sandbox, then the object.
 */
export function terminationStep(view: PodView, termination: Termination): Step {
  if (view.busy || view.setUp === "busy") return { type: "wait" };
  const running = view.containers.filter(isRunning);
  if (running.length > 0 && !termination.isWithdrawn) return { type: "withdraw" };
  const starting = view.containers.some(({ busy }) => busy === "start");
  if (running.length > 0) return stopAll(running, view, termination);
  if (starting) return { type: "wait" };
  if (!termination.isDeleted) return view.isCleanedUp ? { type: "wait" } : { type: "cleanUp" };
  if (!view.isTornDown) return { type: "tearDown" };
  return view.isReleased ? { type: "done" } : { type: "release" };
}

function stopAll(running: readonly ContainerView[], view: PodView, termination: Termination): Step {
  const others = running.filter((container) => container.role !== "sidecar");
  const turn = others.length > 0 ? others : running.slice(-1);
  const endMs = termination.sinceMs + termination.graceMs;
  const isOver = view.monotonicMs >= endMs;
  const steps = (isOver ? running : turn).map((container): Step => {
    if (container.stop) return stopStep({ ...container, stop: within(container.stop, endMs) }, view.monotonicMs);
    const graceMs = Math.max(0, endMs - view.monotonicMs);
    return { type: "beginStop", container: container.spec.name, graceMs };
  });
  const act = steps.find((step) => step.type !== "wait");
  const times = steps.flatMap((step) => (step.type === "wait" ? (step.untilMs ?? []) : []));
  const due = [endMs, ...times].filter((ms) => ms > view.monotonicMs);
  return act ?? (due.length > 0 ? { type: "wait", untilMs: Math.min(...due) } : { type: "wait" });
}

/** A second deletion may have shortened the grace period. */
function within(stop: Stop, endMs: number): Stop {
  return { ...stop, graceMs: Math.max(0, Math.min(stop.graceMs, endMs - stop.sinceMs)) };
}

/** What SIGTERM is left with when a preStop hook takes all the time there is. */
const termShareMs = 2_000;

/** One container on its way out: preStop, SIGTERM, and SIGKILL when the grace period is over. */
export function stopStep(container: ContainerView, monotonicMs: number): Step {
  const { stop, spec, busy } = container;
  if (!stop || !isRunning(container)) return { type: "wait" };
  const endMs = stop.sinceMs + stop.graceMs;
  if (monotonicMs >= endMs) return killStep(spec.name, stop, monotonicMs);
  const hookEndMs = endMs - Math.min(termShareMs, stop.graceMs / 4);
  if (spec.lifecycle?.preStop && stop.preStop !== "done" && monotonicMs < hookEndMs) {
    if (stop.preStop === "running") return { type: "wait", untilMs: hookEndMs };
    if (busy !== "start") return { type: "preStop", container: spec.name, untilMs: hookEndMs };
  }
  if (stop.isTermSent || stop.sending) return { type: "wait", untilMs: endMs };
  const { retryAtMs = 0 } = stop;
  if (retryAtMs > monotonicMs) return { type: "wait", untilMs: Math.min(endMs, retryAtMs) };
  return { type: "signal", container: spec.name, signal: "SIGTERM" };
}

/** What is still there after SIGKILL is killed again, every few seconds. */
const killAgainMs = 5_000;

function killStep(container: string, { sending, killSentMs, retryAtMs = 0 }: Stop, monotonicMs: number): Step {
  if (sending === "SIGKILL") return { type: "wait" };
  const nextMs = Math.max(retryAtMs, killSentMs === undefined ? 0 : killSentMs + killAgainMs);
  return nextMs > monotonicMs ? { type: "wait", untilMs: nextMs } : { type: "signal", container, signal: "SIGKILL" };
}
