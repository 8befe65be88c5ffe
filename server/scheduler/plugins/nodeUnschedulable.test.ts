import { expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { schedule } from "../harness";

it("sends a pod past a cordoned node", () => {
  expect(schedule(aPod(), { nodes: [aNode("a").cordoned(), aNode("b")] }).node).toBe("b");
});

it("says in Kubernetes' words that every node is cordoned", () => {
  const { node, message } = schedule(aPod(), { nodes: [aNode("a").cordoned(), aNode("b").cordoned()] });
  expect(node).toBeUndefined();
  expect(message).toBe("0/2 nodes are available: 2 node(s) were unschedulable.");
});

it("lets a pod in that tolerates it", () => {
  const pod = aPod().tolerating({ key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" });
  expect(schedule(pod, { nodes: [aNode("a").cordoned()] }).node).toBe("a");
});
