import { mapText, templateColumns } from "../columns";
import { fillDaemonSet } from "../defaults/workloads";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { DaemonSet } from "../types";
import { validateDaemonSet } from "../validation/workloads";

export const daemonSet = defineKind({
  group: "apps",
  version: "v1",
  kind: "DaemonSet",
  plural: "daemonsets",
  shortNames: ["ds"],
  categories: ["all"],
  isNamespaced: true,
  subresources: ["status"],
  schema: schemaOf("apps.v1.DaemonSet"),
  fill: fillDaemonSet,
  check: validateDaemonSet,
  columns: [
    { name: "Desired", type: "integer", value: ({ status }) => status?.desiredNumberScheduled ?? 0 },
    { name: "Current", type: "integer", value: ({ status }) => status?.currentNumberScheduled ?? 0 },
    { name: "Ready", type: "integer", value: ({ status }) => status?.numberReady ?? 0 },
    { name: "Up-to-date", type: "integer", value: ({ status }) => status?.updatedNumberScheduled ?? 0 },
    { name: "Available", type: "integer", value: ({ status }) => status?.numberAvailable ?? 0 },
    { name: "Node Selector", type: "string", value: ({ spec }) => mapText(spec.template.spec?.nodeSelector) },
    ...templateColumns<DaemonSet>(({ spec }) => ({
      containers: spec.template.spec?.containers,
      selector: spec.selector,
    })),
  ],
});
