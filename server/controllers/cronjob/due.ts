import type { ScheduleTimes } from "@/server/objects/cron/scheduleTimes";
import type { CronJob } from "@/server/objects/types";

export interface Due {
  /** The last time that was due and not yet answered; undefined when there is none. */
  readonly scheduledMs?: number;
  readonly hasMissedMany: boolean;
  /** The next time after now. */
  readonly nextMs?: number;
}

/** More than so many missed starts are worth a warning, as in Kubernetes. */
const manyMissed = 100;

/**
 * What is due now: of several missed times the last alone. Times are counted from the last one that was answered, or
 * from the creation, and not from before the starting deadline. After Kubernetes' `mostRecentScheduleTime`.
 */
export function dueAt(cronJob: CronJob, times: ScheduleTimes, nowMs: number): Due {
  const next = times.next(nowMs);
  const nextMs = next === undefined ? {} : { nextMs: next };
  const firstMs = times.next(earliestMs(cronJob, nowMs));
  if (firstMs === undefined || firstMs > nowMs) return { hasMissedMany: false, ...nextMs };
  const secondMs = times.next(firstMs);
  if (secondMs === undefined || secondMs > nowMs) return { scheduledMs: firstMs, hasMissedMany: false, ...nextMs };
  const periodMs = secondMs - firstMs;
  const missed = Math.floor((nowMs - firstMs) / periodMs) + 1;
  const scheduledMs = lastUpTo(times, { fromMs: firstMs, nowMs, periodMs });
  return { scheduledMs, hasMissedMany: missed > manyMissed, ...nextMs };
}

function earliestMs({ metadata, spec, status }: CronJob, nowMs: number): number {
  const answeredMs = Date.parse(status?.lastScheduleTime ?? metadata.creationTimestamp);
  const { startingDeadlineSeconds: deadline } = spec;
  return deadline === undefined ? answeredMs : Math.max(answeredMs, nowMs - deadline * 1_000);
}

/** The last time that is not after now, without going through all that were missed: a jump, then step by step. */
function lastUpTo(
  times: ScheduleTimes,
  { fromMs, nowMs, periodMs }: { fromMs: number; nowMs: number; periodMs: number },
): number {
  let lastMs = fromMs;
  for (let backMs = 2 * periodMs; ; backMs *= 2) {
    const jumpMs = nowMs - backMs;
    const found = jumpMs > fromMs ? times.next(jumpMs) : times.next(fromMs);
    if (found !== undefined && found <= nowMs) {
      lastMs = found;
      break;
    }
    // Nothing within the jump: the schedule is uneven, and its last time lies further back.
    if (jumpMs <= fromMs) return lastMs;
  }
  for (let next = times.next(lastMs); next !== undefined && next <= nowMs; next = times.next(next)) lastMs = next;
  return lastMs;
}
