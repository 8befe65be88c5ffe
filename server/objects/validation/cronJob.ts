import type { FieldError } from "@/server/lib/errors";
import { parseSchedule } from "../cron/parseSchedule";
import { isTimeZone } from "../cron/timeZone";
import type { CronJob } from "../types";
import { invalid, nonNegative, notSupported, oneOf, required } from "./fieldErrors";
import { validateJobTemplate } from "./job";

/** A job's name is the CronJob's and eleven characters for the minute; both together must fit a label. */
const maxNameLength = 52;

/** After Kubernetes' `ValidateCronJob`. */
export function validateCronJob({ metadata, spec }: CronJob, old?: CronJob): FieldError[] {
  const { name = "" } = metadata;
  return [
    ...(!old && name.length > maxNameLength
      ? [invalid("metadata.name", name, `must be no more than ${maxNameLength} characters`)]
      : []),
    ...validateSchedule(spec.schedule),
    ...validateTimeZone(spec.timeZone),
    ...nonNegative(spec.startingDeadlineSeconds, "spec.startingDeadlineSeconds"),
    ...oneOf(spec.concurrencyPolicy, "spec.concurrencyPolicy", ["Allow", "Forbid", "Replace"]),
    ...validateTemplate(spec.jobTemplate?.spec),
    ...nonNegative(spec.successfulJobsHistoryLimit, "spec.successfulJobsHistoryLimit"),
    ...nonNegative(spec.failedJobsHistoryLimit, "spec.failedJobsHistoryLimit"),
  ];
}

function validateSchedule(schedule: string | undefined): FieldError[] {
  const field = "spec.schedule";
  if (!schedule) return [required(field)];
  if (schedule.includes("TZ"))
    return [invalid(field, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")];
  try {
    parseSchedule(schedule);
    return [];
  } catch (error) {
    return [invalid(field, schedule, error instanceof Error ? error.message : String(error))];
  }
}

function validateTimeZone(timeZone: string | undefined): FieldError[] {
  const field = "spec.timeZone";
  if (timeZone === undefined) return [];
  if (timeZone === "") return [invalid(field, timeZone, "timeZone must be nil or non-empty string")];
  if (timeZone.toLowerCase() === "local")
    return [
      invalid(field, timeZone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"),
    ];
  return isTimeZone(timeZone) ? [] : [invalid(field, timeZone, `unknown time zone ${timeZone}`)];
}

function validateTemplate(spec: CronJob["spec"]["jobTemplate"]["spec"]): FieldError[] {
  const field = "spec.jobTemplate.spec";
  if (!spec) return [required(field)];
  return [
    ...validateJobTemplate(spec, field),
    ...(spec.selector ? [invalid(`${field}.selector`, spec.selector, "`selector` will be auto-generated")] : []),
    ...(spec.manualSelector ? [notSupported(`${field}.manualSelector`, true, ["nil", "false"])] : []),
  ];
}
