import { expect, it } from "vitest";
import { aPod } from "@/server/objects/builders";
import { podInfo } from "../podInfo";
import { schedulingGates } from "./schedulingGates";

it("holds a pod as long as one gate is left", () => {
  const gated = aPod().withSpec((spec) => {
    spec.schedulingGates = [{ name: "pilothouse.dev/after" }];
  });
  expect(schedulingGates.holds(podInfo(gated.build()))).toBe("Scheduling is blocked due to non-empty scheduling gates");
  expect(schedulingGates.holds(podInfo(aPod().build()))).toBeUndefined();
});
