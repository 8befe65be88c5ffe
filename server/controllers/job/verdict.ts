import { isActive } from "@/server/objects/pods";
import type { Job, Pod } from "@/server/objects/types";
import { interimVerdict, type Verdict } from "./conditions";
import { judgeFailure } from "./failurePolicy";
import { judgeSuccess } from "./successPolicy";
import { hasFailed, isTracked, type Tracked } from "./tracking";

/** Whether the job has come to its end, and how; kept from the moment it was reached. */
export function verdictOf(
  job: Job,
  pods: readonly Pod[],
  { tracked, nowMs }: { tracked: Tracked; nowMs: number },
): Verdict | undefined {
  return (
    interimVerdict(job) ??
    byPolicy(job, pods) ??
    byBackoff(job, pods, tracked) ??
    byDeadline(job, nowMs) ??
    (job.spec.suspend ? undefined : judgeSuccess(job, tracked.completed)) ??
    bySuccess(job, pods, tracked)
  );
}

function byPolicy(job: Job, pods: readonly Pod[]): Verdict | undefined {
  for (const pod of pods) {
    if (!isTracked(pod) || !hasFailed(job, pod)) continue;
    const { action, message } = judgeFailure(job, pod);
    if (action === "FailJob") return { type: "Failed", reason: "PodFailurePolicy", message };
  }
  return undefined;
}

function byBackoff(job: Job, pods: readonly Pod[], { failed }: Tracked): Verdict | undefined {
  const limit = job.spec.backoffLimit ?? 6;
  if (failed <= limit && !hasRestartedTooOften(job, pods, limit)) return undefined;
  return { type: "Failed", reason: "BackoffLimitExceeded", message: "Job has reached the specified backoff limit" };
}

/** With restartPolicy OnFailure the agent restarts containers: their restarts count together. */
function hasRestartedTooOften(job: Job, pods: readonly Pod[], limit: number): boolean {
  if (job.spec.template.spec?.restartPolicy !== "OnFailure") return false;
  let restarts = 0;
  for (const { status } of pods.filter(isActive))
    for (const { restartCount } of [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])])
      restarts += restartCount;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

function byDeadline(job: Job, nowMs: number): Verdict | undefined {
  const leftMs = untilDeadlineMs(job, nowMs);
  if (leftMs === undefined || leftMs > 0) return undefined;
  return { type: "Failed", reason: "DeadlineExceeded", message: "Job was active longer than specified deadline" };
}

export function untilDeadlineMs(job: Job, nowMs: number): number | undefined {
  const { activeDeadlineSeconds, suspend } = job.spec;
  const startTime = job.status?.startTime;
  if (activeDeadlineSeconds === undefined || !startTime || suspend) return undefined;
  return Date.parse(startTime) + activeDeadlineSeconds * 1_000 - nowMs;
}

function bySuccess(job: Job, pods: readonly Pod[], { succeeded }: Tracked): Verdict | undefined {
  const { completions } = job.spec;
  const isMet = completions === undefined ? succeeded > 0 && !pods.some(isActive) : succeeded >= completions;
  if (!isMet || job.spec.suspend) return undefined;
  return { type: "Complete", reason: "CompletionsReached", message: "Reached expected number of succeeded pods" };
}
