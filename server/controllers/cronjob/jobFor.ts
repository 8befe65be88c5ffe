import { controllerReference } from "@/server/objects/meta";
import type { CronJob, Manifest } from "@/server/objects/types";

export const scheduledAnnotation = "batch.kubernetes.io/cronjob-scheduled-timestamp";

/** By the minute it is for: a job that is made again after a crash has the name of the first. */
export function jobName(cronJob: CronJob, scheduledMs: number): string {
  return `${cronJob.metadata.name}-${Math.floor(scheduledMs / 60_000)}`;
}

/** The job for one scheduled time, after Kubernetes' `getJobFromTemplate2`. */
export function jobFor(cronJob: CronJob, scheduledMs: number): Manifest {
  const { jobTemplate, timeZone } = cronJob.spec;
  const { labels, annotations } = jobTemplate.metadata ?? {};
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: jobName(cronJob, scheduledMs),
      namespace: cronJob.metadata.namespace,
      ...(labels ? { labels } : {}),
      annotations: { ...annotations, [scheduledAnnotation]: rfc3339(scheduledMs, timeZone) },
      ownerReferences: [controllerReference(cronJob)],
    },
    spec: { ...jobTemplate.spec },
  };
}

/** `2026-01-01T09:00:00+01:00`: the time as it was in the zone. */
export function rfc3339(ms: number, timeZone = "UTC"): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "longOffset",
  }).formatToParts(ms);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  const offset = part("timeZoneName").replace(/^GMT(\+00:00)?/, "") || "Z";
  const date = `${part("year")}-${part("month")}-${part("day")}`;
  return `${date}T${part("hour")}:${part("minute")}:${part("second")}${offset}`;
}
