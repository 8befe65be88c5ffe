import { describe, expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { decide } from "./decide";
import { snapshotOf } from "./harness";

const gibibyte = 2 ** 30;

describe("a decision", () => {
  it("tells every filter on every node, not only the first that refuses", () => {
    const snapshot = snapshotOf({ nodes: [aNode("n3").cordoned().sized({ memoryBytes: gibibyte })] });
    const { node, perNode, message } = decide(
      snapshot,
      aPod()
        .requesting({ memoryBytes: 2 * gibibyte })
        .build(),
    );
    expect(node).toBeUndefined();
    expect(message).toBe("0/1 nodes are available: 1 node(s) were unschedulable.");
    const refusals = perNode[0]?.filters.flatMap(({ plugin, reason }) => (reason ? [[plugin, reason]] : []));
    expect(refusals).toEqual([
      ["NodeUnschedulable", "node(s) were unschedulable"],
      ["NodeResourcesFit", "Insufficient memory"],
    ]);
  });

  it("tells what was asked, what is free and what is short, in bytes", () => {
    const snapshot = snapshotOf({
      nodes: [aNode("a").sized({ memoryBytes: 3 * gibibyte })],
      pods: [
        aPod("old")
          .requesting({ memoryBytes: 2 * gibibyte })
          .onNode("a"),
      ],
    });
    const { perNode } = decide(
      snapshot,
      aPod()
        .requesting({ memoryBytes: 1.5 * gibibyte })
        .build(),
    );
    const fit = perNode[0]?.filters.find(({ plugin }) => plugin === "NodeResourcesFit");
    expect(fit?.resources?.find(({ resource }) => resource === "memory")).toEqual({
      resource: "memory",
      asked: 1.5 * gibibyte,
      free: gibibyte,
      short: 0.5 * gibibyte,
    });
  });

  it("names the winner, and its scores add up to its total", () => {
    const snapshot = snapshotOf({
      nodes: [aNode("a"), aNode("b")],
      pods: [aPod("old").requesting({ cpuMillis: 2000 }).onNode("a")],
    });
    const { node, perNode, message } = decide(snapshot, aPod().requesting({ cpuMillis: 100 }).build());
    expect([node, message]).toEqual(["b", "b is the best of 2 nodes."]);
    for (const { scores, total } of perNode)
      expect(scores.reduce((sum, { weighted }) => sum + weighted, 0)).toBe(total);
  });

  it("looks at a pod that is placed already as if it were not", () => {
    const pod = aPod("big").requesting({ cpuMillis: 4000 }).onNode("a");
    const snapshot = snapshotOf({ nodes: [aNode("a")], pods: [pod] });
    const unbound = aPod("big").requesting({ cpuMillis: 4000 });
    expect(decide(snapshot, unbound.build()).node).toBe("a");
    expect(snapshot.table.podsOn(0)).toHaveLength(1);
  });
});
