import { expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { schedule } from "../harness";

const disk = { key: "disk", operator: "Equal", value: "slow", effect: "NoSchedule" } as const;

it("keeps a pod off a taint that it does not tolerate, and names the taint", () => {
  expect(schedule(aPod(), { nodes: [aNode("a").tainted("disk", "slow")] }).message).toBe(
    "0/1 nodes are available: 1 node(s) had untolerated taint {disk: slow}.",
  );
});

it("lets a pod in that tolerates the taint by value", () => {
  expect(schedule(aPod().tolerating(disk), { nodes: [aNode("a").tainted("disk", "slow")] }).node).toBe("a");
});

it("does not take a toleration of another value", () => {
  const pod = aPod().tolerating({ ...disk, value: "fast" });
  expect(schedule(pod, { nodes: [aNode("a").tainted("disk", "slow")] }).node).toBeUndefined();
});

it("lets everything tolerated by an empty key with Exists in", () => {
  const nodes = [aNode("a").tainted("disk", "slow").tainted("gone", "", "NoExecute")];
  expect(schedule(aPod().tolerating({ operator: "Exists" }), { nodes }).node).toBe("a");
});

it("prefers a node without a PreferNoSchedule taint", () => {
  const nodes = [aNode("a").tainted("busy", "", "PreferNoSchedule"), aNode("b")];
  expect(schedule(aPod(), { nodes }).node).toBe("b");
});
