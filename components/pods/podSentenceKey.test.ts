import { describe, expect, it } from "vitest";
import { podSentenceKey } from "./podSentenceKey";

const running = {
  status: "Running",
  severity: "well",
  phase: "Running",
  isUnschedulable: false,
  node: "node-1",
} as const;

describe("the sentence of a pod", () => {
  it("is left out where all is well", () => {
    expect(podSentenceKey(running)).toBeUndefined();
  });

  it.each([
    [{ status: "Pending", phase: "Pending", isUnschedulable: true, node: undefined }, "unschedulable"],
    [{ status: "Pending", phase: "Pending", node: undefined }, "waiting"],
    [{ status: "ContainerCreating", phase: "Pending" }, "starting"],
    [{ status: "Init:CrashLoopBackOff", phase: "Pending" }, "crashLoop"],
    [{ status: "ErrImagePull", phase: "Pending" }, "image"],
    [{ status: "Running", severity: "busy" as const }, "notReady"],
    [{ status: "Terminating", isUnschedulable: true }, "terminating"],
    [{ status: "Completed", phase: "Succeeded" }, "completed"],
  ])("of %o is %s", (facts, key) => {
    expect(podSentenceKey({ ...running, ...facts })).toBe(key);
  });
});
