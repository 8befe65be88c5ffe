import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { validatePodDisruptionBudget } from "../validation/cluster";

export const podDisruptionBudget = defineKind({
  group: "policy",
  version: "v1",
  kind: "PodDisruptionBudget",
  plural: "poddisruptionbudgets",
  shortNames: ["pdb"],
  isNamespaced: true,
  subresources: ["status"],
  schema: schemaOf("policy.v1.PodDisruptionBudget"),
  check: validatePodDisruptionBudget,
  columns: [
    { name: "Min Available", type: "string", value: ({ spec }) => String(spec.minAvailable ?? "N/A") },
    { name: "Max Unavailable", type: "string", value: ({ spec }) => String(spec.maxUnavailable ?? "N/A") },
    { name: "Allowed Disruptions", type: "integer", value: ({ status }) => status?.disruptionsAllowed ?? 0 },
  ],
});
