import { ageOf, templateColumns } from "../columns";
import { fillCronJob } from "../defaults/workloads";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { CronJob } from "../types";
import { validateCronJob } from "../validation/cronJob";

export const cronJob = defineKind({
  group: "batch",
  version: "v1",
  kind: "CronJob",
  plural: "cronjobs",
  shortNames: ["cj"],
  categories: ["all"],
  isNamespaced: true,
  subresources: ["status"],
  schema: schemaOf("batch.v1.CronJob"),
  fill: fillCronJob,
  check: validateCronJob,
  columns: [
    { name: "Schedule", type: "string", value: ({ spec }) => spec.schedule },
    { name: "Timezone", type: "string", value: ({ spec }) => spec.timeZone ?? "<none>" },
    { name: "Suspend", type: "boolean", value: ({ spec }) => (spec.suspend ? "True" : "False") },
    { name: "Active", type: "integer", value: ({ status }) => status?.active?.length ?? 0 },
    {
      name: "Last Schedule",
      type: "string",
      value: ({ status }, nowMs) => (status?.lastScheduleTime ? ageOf(status.lastScheduleTime, nowMs) : "<none>"),
    },
    ...templateColumns<CronJob>(({ spec: { jobTemplate } }) => ({
      containers: jobTemplate.spec?.template.spec?.containers,
      selector: jobTemplate.spec?.selector,
    })),
  ],
});
