import { expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { snapshotOf } from "../harness";
import { podInfo } from "../podInfo";
import { nodeResourcesBalancedAllocation } from "./nodeResourcesBalancedAllocation";

it("scores a node higher on which CPU and memory would be used alike", () => {
  const { table } = snapshotOf({
    nodes: [
      aNode("even").sized({ cpuMillis: 2000, memoryBytes: 2 ** 30 }),
      aNode("odd").sized({ cpuMillis: 2000, memoryBytes: 2 ** 33 }),
    ],
  });
  const pod = podInfo(
    aPod()
      .requesting({ cpuMillis: 1000, memoryBytes: 2 ** 29 })
      .build(),
  );
  const scorer = nodeResourcesBalancedAllocation.score(pod, table, table.order());
  expect([scorer?.score(0), scorer?.score(1)]).toEqual([100, 78]);
});

it("says nothing about a pod that asks for nothing", () => {
  const { table } = snapshotOf({ nodes: [aNode("a")] });
  expect(nodeResourcesBalancedAllocation.score(podInfo(aPod().build()), table, table.order())).toBeUndefined();
});
