import { conditionOf } from "@/server/objects/meta";
import type { Job } from "@/server/objects/types";

/** When a finished job's time to live is over; undefined when it has none. */
export function untilExpiryMs(job: Job, nowMs: number): number | undefined {
  const { ttlSecondsAfterFinished } = job.spec;
  if (ttlSecondsAfterFinished === undefined) return undefined;
  const end = ["Complete", "Failed"]
    .map((type) => conditionOf(job.status?.conditions, type))
    .find((condition) => condition?.status === "True");
  if (!end?.lastTransitionTime) return undefined;
  return Math.max(0, Date.parse(end.lastTransitionTime) + ttlSecondsAfterFinished * 1_000 - nowMs);
}
