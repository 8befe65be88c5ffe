import { nameColumn } from "../columns";
import { defineKind } from "../defineKind";
import { bytes, cpuMillis } from "../quantity";
import { measuredSchema, usageText } from "./usageText";

/** `kubectl top pods` reads it: what a pod's containers use now, measured when it is asked for. */
export const podMetrics = defineKind({
  group: "metrics.k8s.io",
  version: "v1beta1",
  kind: "PodMetrics",
  plural: "pods",
  isNamespaced: true,
  storage: "measured",
  verbs: ["get", "list"],
  schema: measuredSchema({
    containers: {
      type: "array",
      items: {
        type: "object",
        properties: {
          name: { type: "string" },
          usage: { type: "object", additionalProperties: { type: "string", format: "quantity" } },
        },
      },
    },
  }),
  hasOwnColumns: true,
  columns: [
    nameColumn,
    { name: "cpu", type: "string", value: ({ containers }) => usageText.cpu(sum(containers, "cpu", cpuMillis)) },
    { name: "memory", type: "string", value: ({ containers }) => usageText.memory(sum(containers, "memory", bytes)) },
    { name: "Window", type: "string", value: ({ window }) => window },
  ],
});

type Containers = readonly { readonly usage: Readonly<Record<string, string>> }[];

function sum(containers: Containers, resource: string, read: (quantity: string | undefined) => number): number {
  return containers.reduce((total, { usage }) => total + read(usage[resource]), 0);
}
