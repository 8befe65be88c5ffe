import type { Clock } from "@/server/lib/clock";

/** How long controllers may hold the event loop at a stretch. */
const turnMs = 4;

/** Returns a function to await between pieces of work: it lets the event loop turn when a turn's time is used up. */
export function breather(clock: Clock): () => Promise<void> {
  let sinceMs = clock.monotonicMs();
  return async () => {
    if (clock.monotonicMs() - sinceMs < turnMs) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    sinceMs = clock.monotonicMs();
  };
}
