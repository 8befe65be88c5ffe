import { expect, it } from "vitest";
import { decisionAnnotation } from "@/server/controllers/horizontalpodautoscaler/explanation";
import { anAutoscaler } from "@/server/controllers/horizontalpodautoscaler/testWorld";
import { autoscalerRow } from "./autoscalerRow";

const explanation = {
  at: "2026-01-01T00:00:00Z",
  from: 2,
  to: 10,
  metrics: [{ name: "cpu resource utilization (percentage of request)", asks: 14, current: "330%", target: "50%" }],
  held: [{ reason: "TooManyReplicas", message: "…", to: 10 }],
};

it("tells what is measured, what was asked for and what held it back", () => {
  const autoscaler = anAutoscaler();
  autoscaler.metadata.annotations = { [decisionAnnotation]: JSON.stringify(explanation) };
  expect(autoscalerRow({ ...autoscaler, status: { currentReplicas: 2, desiredReplicas: 10 } })).toEqual({
    name: "web",
    min: 1,
    max: 10,
    current: 2,
    metrics: [{ label: "cpu", current: "330%", target: "50%", asks: 14 }],
    decision: { at: explanation.at, from: 2, to: 10, asked: 14, held: ["TooManyReplicas"] },
  });
});

it("shows what it sizes by before its first look, and nothing that is no decision of ours", () => {
  const autoscaler = anAutoscaler();
  autoscaler.metadata.annotations = { [decisionAnnotation]: "by hand" };
  const row = autoscalerRow(autoscaler);
  expect(row.metrics).toEqual([{ label: "cpu" }]);
  expect(row.decision).toBeUndefined();
});
