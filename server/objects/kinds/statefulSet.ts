import { templateColumns } from "../columns";
import { fillStatefulSet } from "../defaults/workloads";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { StatefulSet } from "../types";
import { validateStatefulSet } from "../validation/statefulSet";

/** kubectl shows no selector of a StatefulSet. */
const wide = templateColumns<StatefulSet>(({ spec }) => ({ containers: spec.template.spec?.containers }));

export const statefulSet = defineKind({
  group: "apps",
  version: "v1",
  kind: "StatefulSet",
  plural: "statefulsets",
  shortNames: ["sts"],
  categories: ["all"],
  isNamespaced: true,
  subresources: ["status", "scale"],
  schema: schemaOf("apps.v1.StatefulSet"),
  fill: fillStatefulSet,
  check: validateStatefulSet,
  columns: [
    {
      name: "Ready",
      type: "string",
      value: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
    },
    ...wide.filter(({ name }) => name !== "Selector"),
  ],
});
