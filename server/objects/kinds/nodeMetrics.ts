import { nameColumn } from "../columns";
import { defineKind } from "../defineKind";
import { measuredSchema } from "./usageText";

/** `kubectl top nodes` reads it: what a node's pods use now, measured when it is asked for. */
export const nodeMetrics = defineKind({
  group: "metrics.k8s.io",
  version: "v1beta1",
  kind: "NodeMetrics",
  plural: "nodes",
  isNamespaced: false,
  storage: "measured",
  verbs: ["get", "list"],
  schema: measuredSchema({
    usage: { type: "object", additionalProperties: { type: "string", format: "quantity" } },
  }),
  hasOwnColumns: true,
  columns: [
    nameColumn,
    { name: "cpu", type: "string", value: ({ usage }) => usage.cpu ?? "" },
    { name: "memory", type: "string", value: ({ usage }) => usage.memory ?? "" },
    { name: "Window", type: "string", value: ({ window }) => window },
  ],
});
