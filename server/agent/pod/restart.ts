import type { PodSpec } from "@/server/objects/types";
import { type ContainerView, exitCodeOf, hasEnded, type PodView } from "./view";

/** How long the next restart waits, as kubelet counts it: kept over an agent's death, so times are wall times. */
export interface Backoff {
  readonly delayMs: number;
  readonly updatedMs: number;
}

const firstDelayMs = 10_000;
const maxDelayMs = 300_000;

/** A container that ran for long enough starts anew: kubelet's back-off forgets after twice its longest delay. */
const isForgotten = (backoff: Backoff, finishedAtMs: number) => finishedAtMs - backoff.updatedMs > 2 * maxDelayMs;

/** How long after its end a container is started again: the first time at once. */
export function restartDelayMs(backoff: Backoff | undefined, finishedAtMs: number): number {
  return !backoff || isForgotten(backoff, finishedAtMs) ? 0 : backoff.delayMs;
}

/** The back-off after a restart: 10 s, doubled at each one, at most 5 minutes. */
export function backoffAfter(backoff: Backoff | undefined, finishedAtMs: number, nowMs: number): Backoff {
  const isFresh = !backoff || isForgotten(backoff, finishedAtMs);
  return { delayMs: isFresh ? firstDelayMs : Math.min(maxDelayMs, backoff.delayMs * 2), updatedMs: nowMs };
}

/** Milliseconds until an ended container is to be started again; undefined when it is not. */
export function restartsIn(
  container: ContainerView,
  { pod, nowMs }: Pick<PodView, "pod" | "nowMs">,
): number | undefined {
  if (!hasEnded(container) || !shouldRestart(container, pod.spec)) return undefined;
  const finishedAtMs = container.current?.finishedAtMs ?? nowMs;
  const delayMs = restartDelayMs(container.backoff, finishedAtMs);
  // A wall clock that was set back must not make a container wait longer than its delay.
  return Math.min(delayMs, Math.max(0, finishedAtMs + delayMs - nowMs));
}

/** Whether an ended container is wanted again, by the restart policy or by its new image. */
export function shouldRestart(container: ContainerView, { restartPolicy = "Always" }: PodSpec): boolean {
  const isReplaced = container.current !== undefined && container.current.attempt === container.replaced;
  if (container.role === "sidecar" || isReplaced) return true;
  if (container.role === "ephemeral") return false;
  const hasFailed = exitCodeOf(container) !== 0;
  if (container.role === "init") return hasFailed && restartPolicy !== "Never";
  return restartPolicy === "Always" || (restartPolicy === "OnFailure" && hasFailed);
}

/** A duration as Go prints it, which kubelet's messages hold: `10s`, `1m20s`, `5m0s`. */
export function goDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
