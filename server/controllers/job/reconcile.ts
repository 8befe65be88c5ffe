import { conditionOf, isDeleting } from "@/server/objects/meta";
import { isActive, isReady, isTerminal } from "@/server/objects/pods";
import type { Job } from "@/server/objects/types";
import { type Action, type Note, type Outcome, soonest, statusUpdate } from "../actions";
import { isSame } from "../hash";
import {
  interimVerdict,
  isFinished,
  type JobCondition,
  type JobStatus,
  setCondition,
  type Verdict,
} from "./conditions";
import { untilExpiryMs } from "./expiry";
import { manage } from "./manage";
import type { Observed } from "./observed";
import { isTracked, type Tracked, track, untrack } from "./tracking";
import { untilDeadlineMs, verdictOf } from "./verdict";

/**
 * Runs pods until enough of them succeeded. In order: the status (who ended is noted before it may go), the
 * finalizers of what is noted, then pods too many and pods too few.
 */
export function reconcile(job: Job, observed: Observed): Outcome {
  if (isFinished(job)) return afterwards(job, observed);
  const { pods, nowMs } = observed;
  const isFailing = interimVerdict(job)?.type === "Failed";
  const tracked = track(job, pods, isFailing);
  const verdict = verdictOf(job, pods, { tracked, nowMs });
  const { status, note } = statusOf(job, observed, { tracked, verdict });
  const managed = isDeleting(job) ? { actions: [] } : manage(job, observed, { tracked, verdict });
  const written = statusUpdate(job, status, isSame(status, job.status));
  const [update] = written;
  const noted: Action[] = update?.do === "update" && note ? [{ ...update, note }] : written;
  return {
    actions: [...noted, ...tracked.settled.map(untrack), ...managed.actions],
    retryAfterMs: soonest(managed.retryAfterMs, untilDeadlineMs({ ...job, status }, nowMs)),
  };
}

/** Finished: nothing is held any more, and after its time to live the job goes. */
function afterwards(job: Job, { pods, nowMs }: Observed): Outcome {
  const leftMs = untilExpiryMs(job, nowMs);
  const actions = pods.filter(isTracked).map(untrack);
  if (leftMs === undefined || leftMs > 0) return { actions, retryAfterMs: leftMs };
  return { actions: [...actions, { do: "delete", kind: "Job", object: job, options: { propagation: "Foreground" } }] };
}

interface Found {
  readonly tracked: Tracked;
  readonly verdict: Verdict | undefined;
}

function statusOf(job: Job, observed: Observed, { tracked, verdict }: Found): { status: JobStatus; note?: Note } {
  const { pods, timestamp } = observed;
  const active = pods.filter(isActive);
  const isEnding = pods.some((pod) => !isTerminal(pod));
  const isCounted =
    tracked.settled.length === 0 && Object.keys(tracked.counted.uncountedTerminatedPods ?? {}).length === 0;
  const isOver = verdict !== undefined && !isEnding && isCounted;
  const { startTime, ready: _ready, terminating: _terminating, completedIndexes: _indexes, ...old } = job.status ?? {};
  const suspended = suspendConditions(job, verdict, timestamp);
  const conditions = verdict ? ending(suspended.conditions, verdict, { isOver, timestamp }) : suspended.conditions;
  const started = suspended.isResumed ? timestamp : (startTime ?? timestamp);
  const status: JobStatus = {
    ...old,
    ...tracked.counted,
    active: active.length,
    ready: active.filter(isReady).length,
    terminating: pods.filter((pod) => isDeleting(pod) && !isTerminal(pod)).length,
    ...(job.spec.suspend ? {} : { startTime: started }),
    ...(conditions.length > 0 ? { conditions: [...conditions] } : {}),
    ...(isOver && verdict.type === "Complete" ? { completionTime: timestamp } : {}),
  };
  return { status, note: isOver ? endNote(job, verdict) : suspended.note };
}

/** First the verdict, then, when the last pod has ended, the end. */
function ending(
  conditions: readonly JobCondition[],
  { type, reason, message }: Verdict,
  { isOver, timestamp }: { isOver: boolean; timestamp: string },
): readonly JobCondition[] {
  const interim = type === "Failed" ? "FailureTarget" : "SuccessCriteriaMet";
  const reached = setCondition(conditions, { type: interim, status: "True", reason, message }, timestamp);
  return isOver ? setCondition(reached, { type, status: "True", reason, message }, timestamp) : reached;
}

function endNote(about: Job, { type, reason, message }: Verdict): Note {
  if (type === "Complete") return { about, type: "Normal", reason: "Completed", message: "Job completed" };
  return { about, type: "Warning", reason, message };
}

interface Suspension {
  readonly conditions: readonly JobCondition[];
  readonly isResumed: boolean;
  readonly note?: Note;
}

function suspendConditions(job: Job, verdict: Verdict | undefined, now: string): Suspension {
  const conditions = job.status?.conditions ?? [];
  const wasSuspended = conditionOf(conditions, "Suspended")?.status === "True";
  const isSuspended = job.spec.suspend === true;
  if (wasSuspended === isSuspended || verdict) return { conditions, isResumed: false };
  const [status, reason, message] = isSuspended
    ? ["True", "JobSuspended", "Job suspended"]
    : ["False", "JobResumed", "Job resumed"];
  return {
    conditions: setCondition(conditions, { type: "Suspended", status, reason, message }, now),
    isResumed: !isSuspended,
    note: { about: job, type: "Normal", reason: isSuspended ? "Suspended" : "Resumed", message },
  };
}
