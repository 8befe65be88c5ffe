import { ageColumn, nameColumn } from "../columns";
import { fillAutoscaler } from "../defaults/autoscaling";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { validateAutoscaler } from "../validation/autoscaling";
import { targetsText } from "./autoscalerTargets";

/** Stored as v2; kubectl autoscale speaks it, too. */
export const horizontalPodAutoscaler = defineKind({
  group: "autoscaling",
  version: "v2",
  kind: "HorizontalPodAutoscaler",
  plural: "horizontalpodautoscalers",
  shortNames: ["hpa"],
  categories: ["all"],
  isNamespaced: true,
  subresources: ["status"],
  schema: schemaOf("autoscaling.v2.HorizontalPodAutoscaler"),
  fill: fillAutoscaler,
  check: validateAutoscaler,
  hasOwnColumns: true,
  columns: [
    nameColumn,
    {
      name: "Reference",
      type: "string",
      value: ({ spec }) => `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    },
    { name: "Targets", type: "string", value: targetsText },
    { name: "MinPods", type: "string", value: ({ spec }) => String(spec.minReplicas ?? "<unset>") },
    { name: "MaxPods", type: "string", value: ({ spec }) => spec.maxReplicas },
    { name: "Replicas", type: "string", value: ({ status }) => status?.currentReplicas ?? 0 },
    ageColumn,
  ],
});
