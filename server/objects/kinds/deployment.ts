import { templateColumns } from "../columns";
import { fillDeployment } from "../defaults/workloads";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { Deployment } from "../types";
import { validateDeployment } from "../validation/workloads";

export const deployment = defineKind({
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  shortNames: ["deploy"],
  categories: ["all"],
  isNamespaced: true,
  subresources: ["status", "scale"],
  schema: schemaOf("apps.v1.Deployment"),
  fill: fillDeployment,
  check: validateDeployment,
  columns: [
    {
      name: "Ready",
      type: "string",
      value: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
    },
    { name: "Up-to-date", type: "string", value: ({ status }) => status?.updatedReplicas ?? 0 },
    { name: "Available", type: "string", value: ({ status }) => status?.availableReplicas ?? 0 },
    ...templateColumns<Deployment>(({ spec }) => ({
      containers: spec.template.spec?.containers,
      selector: spec.selector,
    })),
  ],
});
