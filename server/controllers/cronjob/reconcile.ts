import { type ScheduleTimes, scheduleTimes } from "@/server/objects/cron/scheduleTimes";
import { isTimeZone } from "@/server/objects/cron/timeZone";
import { isDeleting } from "@/server/objects/meta";
import type { CronJob, Job } from "@/server/objects/types";
import { type Action, type Note, type Outcome, statusUpdate } from "../actions";
import { isSame } from "../hash";
import { type CronJobStatus, stored, tend } from "./active";
import { type Due, dueAt } from "./due";
import { jobFor, jobName } from "./jobFor";
import { surplusJobs } from "./keep";

export interface Observed {
  /** Everything that this CronJob owns. */
  readonly jobs: readonly Job[];
  readonly nowMs: number;
}

/** Timers are not believed for longer: a clock that was set, or a machine that slept, is noticed within a minute. */
const longestWaitMs = 60_000;
const afterDueMs = 100;

/** A job for each scheduled time, of several missed ones for the last, and only as many old ones as are to be kept. */
export function reconcile(cronJob: CronJob, observed: Observed): Outcome {
  const { status, notes } = tend(cronJob, observed.jobs);
  const start = isDeleting(cronJob) || cronJob.spec.suspend ? resting : startNext(cronJob, status, observed);
  const gone = isDeleting(cronJob) ? [] : surplusJobs(cronJob, observed.jobs).map((job) => remove(cronJob, job));
  return {
    actions: [...notes, ...start.actions, ...gone],
    afterwards: (failure) => {
      const reached = stored(failure ? status : { ...status, ...start.reached });
      return statusUpdate(cronJob, reached, isSame(reached, cronJob.status));
    },
    ...(start.nextMs === undefined ? {} : { retryAfterMs: waitMs(start.nextMs, observed.nowMs) }),
  };
}

interface Start {
  readonly actions: readonly Action[];
  /** What the status says besides, once all of it is done. */
  readonly reached: CronJobStatus;
  readonly nextMs?: number;
}

const resting: Start = { actions: [], reached: {} };

function waitMs(nextMs: number, nowMs: number): number {
  return Math.min(longestWaitMs, nextMs - nowMs + afterDueMs);
}

function startNext(cronJob: CronJob, status: CronJobStatus, { jobs, nowMs }: Observed): Start {
  const times = timesOf(cronJob);
  if ("says" in times) return { ...resting, actions: [warning(cronJob, times.reason, times.says)] };
  const due = dueAt(cronJob, times, nowMs);
  const next = due.nextMs === undefined ? {} : { nextMs: due.nextMs };
  if (due.scheduledMs === undefined) return { ...resting, ...next };
  const reached = { lastScheduleTime: `${new Date(due.scheduledMs).toISOString().slice(0, 19)}Z` };
  // Made before a crash, and not noted: it is not made twice.
  const isMade = jobs.some(({ metadata }) => metadata.name === jobName(cronJob, due.scheduledMs ?? 0));
  if (isMade) return { actions: [], reached, ...next };
  const started = startAt(cronJob, status, { due: { ...due, scheduledMs: due.scheduledMs }, jobs, nowMs });
  return { actions: started.actions, reached: started.isStarted ? { ...reached, ...started.reached } : {}, ...next };
}

interface At extends Observed {
  readonly due: Due & { readonly scheduledMs: number };
}

function startAt(cronJob: CronJob, { active = [] }: CronJobStatus, { due, jobs, nowMs }: At) {
  const { startingDeadlineSeconds: deadline, concurrencyPolicy } = cronJob.spec;
  if (deadline !== undefined && due.scheduledMs + deadline * 1_000 < nowMs) {
    const message = `Missed scheduled time to start a job: ${new Date(due.scheduledMs).toUTCString()}`;
    return { isStarted: false, actions: [warning(cronJob, "MissSchedule", message)] };
  }
  if (concurrencyPolicy === "Forbid" && active.length > 0) {
    const message = "Not starting job because prior execution is running and concurrency policy is Forbid";
    return { isStarted: false, actions: [say(cronJob, "JobAlreadyActive", message)] };
  }
  const isReplacing = concurrencyPolicy === "Replace";
  const replaced = isReplacing ? jobs.filter(({ metadata }) => active.some(({ uid }) => uid === metadata.uid)) : [];
  const name = jobName(cronJob, due.scheduledMs);
  const note = { about: cronJob, type: "Normal", reason: "SuccessfulCreate", message: `Created job ${name}` } as const;
  const manifest = jobFor(cronJob, due.scheduledMs);
  const actions: Action[] = [
    ...(due.hasMissedMany ? [warning(cronJob, "TooManyMissedTimes", tooManySays)] : []),
    ...replaced.map((job) => remove(cronJob, job)),
    { do: "create", kind: "Job", manifest, note },
  ];
  return { isStarted: true, actions, reached: isReplacing ? { active: [] } : {} };
}

const tooManySays = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew";

function timesOf({ spec }: CronJob): ScheduleTimes | { readonly reason: string; readonly says: string } {
  const { schedule, timeZone } = spec;
  if (timeZone !== undefined && !isTimeZone(timeZone))
    return { reason: "UnknownTimeZone", says: `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone` };
  try {
    return scheduleTimes(schedule, timeZone);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { reason: "UnparseableSchedule", says: `unparseable schedule: ${JSON.stringify(schedule)} : ${cause}` };
  }
}

function say(about: CronJob, reason: string, message: string, type: Note["type"] = "Normal"): Action {
  return { do: "note", note: { about, type, reason, message } };
}

function warning(about: CronJob, reason: string, message: string): Action {
  return say(about, reason, message, "Warning");
}

/** With its pods, which the garbage collector takes. */
function remove(cronJob: CronJob, job: Job): Action {
  const message = `Deleted job ${job.metadata.name}`;
  const note = { about: cronJob, type: "Normal", reason: "SuccessfulDelete", message } as const;
  return { do: "delete", kind: "Job", object: job, options: { propagation: "Background" }, note };
}
