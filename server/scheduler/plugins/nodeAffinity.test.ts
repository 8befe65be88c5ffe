import { expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import type { NodeSelectorTerm } from "@/server/objects/nodeSelector";
import { schedule } from "../harness";

const refusal = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.";

function requiring(...nodeSelectorTerms: NodeSelectorTerm[]) {
  return aPod().withSpec((spec) => {
    spec.affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
  });
}

it("takes only nodes that have every label of the nodeSelector", () => {
  const nodes = [aNode("a"), aNode("b").labelled({ disk: "ssd" })];
  expect(schedule(aPod().selecting({ disk: "ssd" }), { nodes }).node).toBe("b");
  expect(schedule(aPod().selecting({ disk: "tape" }), { nodes: [aNode("a")] }).message).toBe(refusal);
});

it.each([
  ["In", ["ssd"], true],
  ["NotIn", ["ssd"], false],
  ["Exists", undefined, true],
  ["DoesNotExist", undefined, false],
  ["Gt", ["5"], false],
] as const)("reads the operator %s", (operator, values, isMatch) => {
  const pod = requiring({ matchExpressions: [{ key: "disk", operator, ...(values ? { values: [...values] } : {}) }] });
  expect(schedule(pod, { nodes: [aNode("a").labelled({ disk: "ssd" })] }).node).toBe(isMatch ? "a" : undefined);
});

it("compares numbers with Gt and Lt", () => {
  const nodes = [aNode("a").labelled({ cores: "8" })];
  expect(
    schedule(requiring({ matchExpressions: [{ key: "cores", operator: "Gt", values: ["4"] }] }), { nodes }).node,
  ).toBe("a");
  expect(
    schedule(requiring({ matchExpressions: [{ key: "cores", operator: "Lt", values: ["8"] }] }), { nodes }).node,
  ).toBeUndefined();
});

it("takes a node for which one of the terms holds", () => {
  const ssd: NodeSelectorTerm = { matchExpressions: [{ key: "disk", operator: "In", values: ["ssd"] }] };
  const named: NodeSelectorTerm = { matchFields: [{ key: "metadata.name", operator: "In", values: ["b"] }] };
  expect(schedule(requiring(ssd, named), { nodes: [aNode("a"), aNode("b")] }).node).toBe("b");
});

it("sends a DaemonSet's pod to the node that it names by field", () => {
  const pod = requiring({ matchFields: [{ key: "metadata.name", operator: "In", values: ["c"] }] });
  expect(schedule(pod, { nodes: [aNode("a"), aNode("b"), aNode("c")] }).node).toBe("c");
});

it("matches nothing by an empty term", () => {
  expect(schedule(requiring({}), { nodes: [aNode("a")] }).message).toBe(refusal);
});

it("prefers the node with the most weight of preferences", () => {
  const pod = aPod().withSpec((spec) => {
    const prefer = (key: string, weight: number) => ({
      weight,
      preference: { matchExpressions: [{ key, operator: "Exists" as const }] },
    });
    spec.affinity = {
      nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [prefer("ssd", 80), prefer("near", 20)] },
    };
  });
  const nodes = [aNode("a").labelled({ near: "" }), aNode("b").labelled({ ssd: "" }), aNode("c")];
  expect(schedule(pod, { nodes }).node).toBe("b");
});
