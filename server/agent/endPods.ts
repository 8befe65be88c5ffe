import { type Clock, delay } from "@/server/lib/clock";
import type { ObservedContainer, Runtime } from "./runtime/runtime";

export interface EndPodsOptions {
  readonly clock: Clock;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** How long killed processes may take to be gone. */
  readonly patienceMs: number;
}

const lookMs = 50;

/**
 * Ends every container of a node whose agent is not there, and confirms it: resolves when none runs, rejects when some
 * would not end. Their records stay: an agent that comes back knows how they ended.
 */
export async function endPods(runtime: Runtime, { clock, graceMs, patienceMs }: EndPodsOptions): Promise<number> {
  const running = await runningOf(runtime);
  await Promise.allSettled(running.map(({ id }) => runtime.signal(id, "SIGTERM")));
  await untilNone(runtime, { clock, ms: graceMs });
  const stubborn = await runningOf(runtime);
  await Promise.allSettled(stubborn.map(({ id }) => runtime.signal(id, "SIGKILL")));
  if (!(await untilNone(runtime, { clock, ms: patienceMs })))
    throw new Error(`${(await runningOf(runtime)).map(({ id }) => id).join(", ")} would not end`);
  await runtime.stopSandboxes?.();
  return running.length;
}

async function untilNone(runtime: Runtime, { clock, ms }: { clock: Clock; ms: number }): Promise<boolean> {
  const deadlineMs = clock.monotonicMs() + ms;
  while ((await runningOf(runtime)).length > 0) {
    if (clock.monotonicMs() >= deadlineMs) return false;
    await delay(clock, lookMs);
  }
  return true;
}

async function runningOf(runtime: Runtime): Promise<ObservedContainer[]> {
  return (await runtime.list()).filter(({ state }) => state === "running" || state === "created");
}
