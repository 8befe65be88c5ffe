import type { Schema } from "../kind";
import { definitions } from "../schemas";

/** Usage as quantities, in the units that Kubernetes' metrics server answers in. */
export const usageText = {
  cpu: (millis: number): string => (millis === 0 ? "0" : `${millis}m`),
  memory: (bytes: number): string => `${Math.round(bytes / 1024)}Ki`,
};

/** What NodeMetrics and PodMetrics share: when it was measured, and over which span. */
export function measuredSchema(properties: Readonly<Record<string, Schema>>): Schema {
  return {
    definitions,
    type: "object",
    required: ["timestamp", "window"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { $ref: "#/definitions/meta.v1.ObjectMeta" },
      timestamp: { type: "string", format: "date-time" },
      window: { type: "string" },
      ...properties,
    },
  };
}
