import { conditionOf, isDeleting } from "@/server/objects/meta";
import type { CronJob, Job } from "@/server/objects/types";
import type { Action, Note } from "../actions";
import { scheduledAnnotation } from "./jobFor";

export type CronJobStatus = NonNullable<CronJob["status"]>;
type ActiveJob = NonNullable<CronJobStatus["active"]>[number];

/** On a job that a person made from the CronJob's template (`kubectl create job --from`). */
const manualAnnotation = "cronjob.kubernetes.io/instantiate";

/** `Complete` or `Failed` once the job is over. */
export function finishOf({ status }: Job): "Complete" | "Failed" | undefined {
  return (["Complete", "Failed"] as const).find((type) => conditionOf(status?.conditions, type)?.status === "True");
}

export interface Tended {
  readonly status: CronJobStatus;
  readonly notes: readonly Action[];
}

/** The status with what became of the jobs: those that run are listed, those that ended or vanished are struck off. */
export function tend(cronJob: CronJob, jobs: readonly Job[]): Tended {
  const notes: Action[] = [];
  const say = (reason: string, message: string, type: Note["type"] = "Normal") =>
    notes.push({ do: "note", note: { about: cronJob, type, reason, message } });
  const byUid = new Map(jobs.map((job) => [job.metadata.uid, job]));
  const active = (cronJob.status?.active ?? []).filter((reference) => {
    const job = byUid.get(reference.uid ?? "");
    const finish = job && finishOf(job);
    if (!job) say("MissingJob", `Active job went missing: ${reference.name}`);
    else if (finish) say("SawCompletedJob", `Saw completed job: ${job.metadata.name}, condition: ${finish}`);
    return job !== undefined && !finish;
  });
  for (const job of jobs.filter((one) => !finishOf(one) && !isDeleting(one))) {
    if (active.some(({ uid }) => uid === job.metadata.uid)) continue;
    // Ours by its annotation: only now is its uid known.
    if (job.metadata.annotations?.[scheduledAnnotation]) active.push(referenceTo(job));
    else if (!job.metadata.annotations?.[manualAnnotation])
      say("UnexpectedJob", `Saw a job that the controller did not create or forgot: ${job.metadata.name}`, "Warning");
  }
  return { status: withSuccess({ ...cronJob.status, active }, jobs), notes };
}

function withSuccess(status: CronJobStatus, jobs: readonly Job[]): CronJobStatus {
  const times = jobs.flatMap((job) => (finishOf(job) === "Complete" ? (job.status?.completionTime ?? []) : []));
  const last = [...times, ...(status.lastSuccessfulTime ? [status.lastSuccessfulTime] : [])].sort().at(-1);
  return last === undefined ? status : { ...status, lastSuccessfulTime: last };
}

function referenceTo({ metadata: { namespace, name, uid, resourceVersion } }: Job): ActiveJob {
  return { apiVersion: "batch/v1", kind: "Job", namespace, name, uid, resourceVersion };
}

/** A status as it is stored: an empty list is left out. */
export function stored({ active = [], ...rest }: CronJobStatus): CronJobStatus {
  return active.length > 0 ? { active, ...rest } : rest;
}
