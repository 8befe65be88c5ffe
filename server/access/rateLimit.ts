import type { Clock } from "@/server/lib/clock";

export interface RateLimit {
  /** False when this one asked too often lately. */
  takes(who: string): boolean;
}

const mostCallers = 10_000;

/** At most `max` in each window of `windowMs`, counted for each caller; forgets who is quiet. */
export function createRateLimit(clock: Clock, { max, windowMs }: { max: number; windowMs: number }): RateLimit {
  const windows = new Map<string, { startMs: number; count: number }>();
  return {
    takes(who) {
      const nowMs = clock.monotonicMs();
      const known = windows.get(who);
      if (known && nowMs - known.startMs < windowMs) return ++known.count <= max;
      windows.delete(who);
      windows.set(who, { startMs: nowMs, count: 1 });
      const oldest = windows.keys().next();
      if (windows.size > mostCallers && !oldest.done) windows.delete(oldest.value);
      return true;
    },
  };
}
