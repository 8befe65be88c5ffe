import { ageColumn, nameColumn } from "../columns";
import { fillPriorityClass } from "../defaults/policy";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { validatePriorityClass } from "../validation/cluster";

export const priorityClass = defineKind({
  group: "scheduling.k8s.io",
  version: "v1",
  kind: "PriorityClass",
  plural: "priorityclasses",
  shortNames: ["pc"],
  isNamespaced: false,
  schema: schemaOf("scheduling.v1.PriorityClass"),
  fill: fillPriorityClass,
  check: validatePriorityClass,
  columns: [
    nameColumn,
    { name: "Value", type: "integer", value: ({ value }) => value },
    { name: "Global-Default", type: "boolean", value: ({ globalDefault }) => globalDefault ?? false },
    ageColumn,
    { name: "PreemptionPolicy", type: "string", value: ({ preemptionPolicy }) => preemptionPolicy ?? "" },
  ],
  hasOwnColumns: true,
});
