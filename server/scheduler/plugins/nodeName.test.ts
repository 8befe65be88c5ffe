import { expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { schedule } from "../harness";

const pod = aPod().withSpec((spec) => {
  spec.nodeName = "b";
});

it("takes only the node that the pod names", () => {
  expect(schedule(pod, { nodes: [aNode("a"), aNode("b")] }).node).toBe("b");
});

it("says that no node has that name", () => {
  expect(schedule(pod, { nodes: [aNode("a")] }).message).toBe(
    "0/1 nodes are available: 1 node(s) didn't match the requested node name.",
  );
});
