import { scheduleTimes } from "@/server/objects/cron/scheduleTimes";
import type { CronJob } from "@/server/objects/types";
import type { Severity } from "../severity";
import { imagesOf } from "./workloadRow";

export interface CronJobRow {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `Running`, `Waiting`, `Suspended`, `Deleting` */
  readonly status: string;
  readonly severity: Severity;
  readonly message?: string;
  readonly schedule: string;
  /** UTC where none is named. */
  readonly timeZone?: string;
  readonly isSuspended: boolean;
  /** Jobs that run now. */
  readonly active: number;
  readonly lastScheduledAt?: string;
  readonly lastSucceededAt?: string;
  /** When it is due next; absent while it is suspended, or where that time never comes. */
  readonly nextAt?: string;
  readonly images: readonly string[];
  readonly createdAt: string;
}

export function cronJobRow(cronJob: CronJob, nowMs: number): CronJobRow {
  const { metadata, spec, status } = cronJob;
  const { namespace = "", name, uid, creationTimestamp: createdAt } = metadata;
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    uid,
    ...statusOf(cronJob),
    schedule: spec.schedule,
    timeZone: spec.timeZone,
    isSuspended: spec.suspend === true,
    active: status?.active?.length ?? 0,
    lastScheduledAt: status?.lastScheduleTime,
    lastSucceededAt: status?.lastSuccessfulTime,
    nextAt: spec.suspend ? undefined : nextAt(spec, nowMs),
    images: imagesOf(spec.jobTemplate.spec?.template ?? {}),
    createdAt,
  };
}

function statusOf({ metadata, spec, status }: CronJob): { status: string; severity: Severity } {
  if (metadata.deletionTimestamp) return { status: "Deleting", severity: "busy" };
  if (status?.active?.length) return { status: "Running", severity: "busy" };
  return { status: spec.suspend ? "Suspended" : "Waiting", severity: "well" };
}

function nextAt({ schedule, timeZone }: CronJob["spec"], nowMs: number): string | undefined {
  try {
    const next = scheduleTimes(schedule, timeZone).next(nowMs);
    return next === undefined ? undefined : new Date(next).toISOString();
  } catch {
    // A time zone that this machine does not know: the controller says so by an event.
    return undefined;
  }
}
