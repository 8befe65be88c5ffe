import { expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import type { PodSpec } from "@/server/objects/types";
import { schedule } from "../harness";

type Constraint = NonNullable<PodSpec["topologySpreadConstraints"]>[number];
const zone = "topology.kubernetes.io/zone";
const zones = [aNode("a1").inZone("a"), aNode("a2").inZone("a"), aNode("b1").inZone("b")];

function web(name: string, constraint: Partial<Constraint> = {}) {
  return aPod(name)
    .labelled({ app: "web" })
    .withSpec((spec) => {
      spec.topologySpreadConstraints = [
        {
          maxSkew: 1,
          topologyKey: zone,
          whenUnsatisfiable: "DoNotSchedule",
          labelSelector: { matchLabels: { app: "web" } },
          ...constraint,
        },
      ];
    });
}

it("does not let a zone get more than maxSkew ahead", () => {
  const pods = [web("one").onNode("a1")];
  expect(schedule(web("two"), { nodes: zones, pods }).node).toBe("b1");
});

it("says so when the emptiest zone has no room", () => {
  const nodes = [aNode("a1").inZone("a"), aNode("b1").inZone("b").full()];
  expect(schedule(web("two"), { nodes, pods: [web("one").onNode("a1")] }).message).toBe(
    "0/2 nodes are available: 1 Too many pods, 1 node(s) didn't match pod topology spread constraints.",
  );
});

it("refuses a node that lacks the label for good", () => {
  expect(schedule(web("one"), { nodes: [aNode("a")] }).message).toBe(
    "0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label).",
  );
});

it("takes the least as zero while there are fewer zones than minDomains", () => {
  const pods = [web("one").onNode("a1"), web("two").onNode("b1")];
  expect(schedule(web("three"), { nodes: zones, pods }).node).toBeDefined();
  expect(schedule(web("three", { minDomains: 3 }), { nodes: zones, pods }).node).toBeUndefined();
});

it("does not count pods of other namespaces, other labels, or on their way out", () => {
  const pods = [
    web("one").in("other").onNode("b1"),
    aPod("two").labelled({ app: "db" }).onNode("b1"),
    web("three").onNode("b1").deletedAt("2026-01-01T00:00:00Z"),
    web("four").onNode("a1"),
  ];
  expect(schedule(web("five"), { nodes: zones, pods }).node).toBe("b1");
});

it("leaves zones out that the pod's nodeSelector excludes", () => {
  const nodes = [aNode("a1").inZone("a").labelled({ disk: "ssd" }), aNode("b1").inZone("b")];
  const pods = [web("one").onNode("a1"), web("two").onNode("a1")];
  expect(schedule(web("three").selecting({ disk: "ssd" }), { nodes, pods }).node).toBe("a1");
});

it("counts only pods that agree in matchLabelKeys", () => {
  const versioned = (name: string, version: string) => web(name, { matchLabelKeys: ["version"] }).labelled({ version });
  const nodes = [aNode("a1").inZone("a"), aNode("b1").inZone("b").full()];
  expect(schedule(versioned("new", "2"), { nodes, pods: [versioned("old", "1").onNode("a1")] }).node).toBe("a1");
});
