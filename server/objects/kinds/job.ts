import { ageOf, humanDuration, templateColumns } from "../columns";
import { fillJob } from "../defaults/workloads";
import { defineKind } from "../defineKind";
import { isDeleting } from "../meta";
import { schemaOf } from "../schemas";
import type { Job } from "../types";
import { validateJob } from "../validation/job";

export const job = defineKind({
  group: "batch",
  version: "v1",
  kind: "Job",
  plural: "jobs",
  categories: ["all"],
  isNamespaced: true,
  subresources: ["status"],
  schema: schemaOf("batch.v1.Job"),
  fill: fillJob,
  check: validateJob,
  columns: [
    { name: "Status", type: "string", value: statusText },
    { name: "Completions", type: "string", value: completionsText },
    { name: "Duration", type: "string", value: durationText },
    ...templateColumns<Job>(({ spec }) => ({ containers: spec.template.spec?.containers, selector: spec.selector })),
  ],
  selectable: { "status.successful": (object) => String((object as unknown as Job).status?.succeeded ?? 0) },
});

function statusText(job: Job): string {
  const isTrue = (type: string) => job.status?.conditions?.some((one) => one.type === type && one.status === "True");
  if (isTrue("Complete")) return "Complete";
  if (isTrue("Failed")) return "Failed";
  if (isDeleting(job)) return "Terminating";
  if (isTrue("Suspended")) return "Suspended";
  if (isTrue("FailureTarget")) return "FailureTarget";
  if (isTrue("SuccessCriteriaMet")) return "SuccessCriteriaMet";
  return "Running";
}

function completionsText({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationText({ status }: Job, nowMs: number): string {
  if (!status?.startTime) return "";
  if (!status.completionTime) return ageOf(status.startTime, nowMs);
  return humanDuration(Date.parse(status.completionTime) - Date.parse(status.startTime));
}
