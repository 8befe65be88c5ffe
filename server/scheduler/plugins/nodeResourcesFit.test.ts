import { expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { schedule } from "../harness";
import { packedProfile } from "../registry";

const gibibyte = 2 ** 30;

it("binds to the node that has room", () => {
  expect(schedule(aPod().requesting({ cpuMillis: 500 }), { nodes: [aNode("a").full(), aNode("b")] }).node).toBe("b");
});

it("says everything that is lacking, per node", () => {
  const nodes = [aNode("a").sized({ cpuMillis: 500 }), aNode("b").sized({ cpuMillis: 500, memoryBytes: gibibyte })];
  const pod = aPod().requesting({ cpuMillis: 1000, memoryBytes: 2 * gibibyte });
  expect(schedule(pod, { nodes }).message).toBe("0/2 nodes are available: 1 Insufficient memory, 2 Insufficient cpu.");
});

it("counts what pods asked for, not what they use", () => {
  const pods = [aPod("old").requesting({ cpuMillis: 3500 }).onNode("a")];
  expect(schedule(aPod().requesting({ cpuMillis: 500 }), { nodes: [aNode("a")], pods }).node).toBe("a");
  expect(schedule(aPod().requesting({ cpuMillis: 501 }), { nodes: [aNode("a")], pods }).node).toBeUndefined();
});

it("takes no more pods than the node allows", () => {
  const pods = [aPod("one").onNode("a")];
  expect(schedule(aPod(), { nodes: [aNode("a").sized({ pods: 1 })], pods }).message).toBe(
    "0/1 nodes are available: 1 Too many pods.",
  );
});

it("counts neither pods that ended nor pods elsewhere", () => {
  const pods = [
    aPod("done").requesting({ cpuMillis: 4000 }).onNode("a").inPhase("Succeeded"),
    aPod("far").requesting({ cpuMillis: 4000 }).onNode("b"),
  ];
  expect(schedule(aPod().requesting({ cpuMillis: 4000 }), { nodes: [aNode("a")], pods }).node).toBe("a");
});

it("counts extended resources by name", () => {
  const pod = aPod().withSpec((spec) => {
    spec.containers = [{ name: "main", image: "a", resources: { requests: { "example.com/gpu": "2" } } }];
  });
  const gpus = (name: string, count: string) =>
    aNode(name).with((node) => {
      node.status = { ...node.status, allocatable: { ...node.status?.allocatable, "example.com/gpu": count } };
    });
  expect(schedule(pod, { nodes: [gpus("a", "1"), gpus("b", "2")] }).node).toBe("b");
  expect(schedule(pod, { nodes: [aNode("a")] }).message).toContain("1 Insufficient example.com/gpu");
});

it("spreads by default and packs by the packed profile", () => {
  const world = {
    nodes: [aNode("a"), aNode("b")],
    pods: [aPod("old").requesting({ cpuMillis: 1000, memoryBytes: gibibyte }).onNode("a")],
  };
  const pod = aPod().requesting({ cpuMillis: 500, memoryBytes: gibibyte });
  expect(schedule(pod, world).node).toBe("b");
  expect(schedule(pod, world, packedProfile).node).toBe("a");
});
