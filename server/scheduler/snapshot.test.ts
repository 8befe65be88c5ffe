import { describe, expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { snapshotOf } from "./harness";

describe("a snapshot", () => {
  it("lets each pod see those placed before it, the more important first", () => {
    const snapshot = snapshotOf({ nodes: [aNode("a").sized({ cpuMillis: 1000 })] });
    const low = aPod("low").requesting({ cpuMillis: 700 }).build();
    const high = aPod("high").requesting({ cpuMillis: 700 }).withPriority(5).build();
    const placements = snapshot.place([low, high]).map(({ pod, node }) => [pod.metadata.name, node]);
    expect(placements).toEqual([
      ["high", "a"],
      ["low", undefined],
    ]);
  });

  it("says whom a pod would evict to get in", () => {
    const snapshot = snapshotOf({ nodes: [aNode("a").sized({ pods: 1 })], pods: [aPod("old").onNode("a")] });
    const [placement] = snapshot.place([aPod("new").withPriority(5).build()]);
    expect(placement?.preempts?.victims.map(({ metadata }) => metadata.name)).toEqual(["old"]);
  });

  it("loses a node's pods with the node", () => {
    const snapshot = snapshotOf({ nodes: [aNode("a")], pods: [aPod("old").onNode("a")] });
    snapshot.removeNode("a");
    snapshot.setNode(aNode("a").build());
    expect(snapshot.table.podsOn(snapshot.table.rowOf("a") ?? -1)).toEqual([]);
  });
});
