import { describe, expect, it } from "vitest";
import { aNode, aPod, aReplicaSet } from "@/server/objects/builders";
import type { Node, Pod } from "@/server/objects/types";
import { explainPod } from "./why";

const gibibyte = 2 ** 30;
const owner = aReplicaSet("cache").build();
const world = (nodes: Node[], pods: Pod[] = []) => ({ nodes, pods, namespaces: [], budgets: [] });
const sized = (name: string, memoryBytes: number) => aNode(name).sized({ memoryBytes });
const asking = (name: string, memoryBytes: number) => aPod(name).requesting({ memoryBytes });

describe("why a pod has no node", () => {
  const pod = asking("search", 2 * gibibyte).build();

  it("says what it asks for, and which node comes closest", () => {
    const nodes = [sized("node-1", 0.5 * gibibyte).build(), sized("node-3", 1.5 * gibibyte).build()];
    const { state, says, closest } = explainPod(pod, world(nodes));
    expect(state).toBe("unschedulable");
    expect(says).toBe("It asks for 2 GiB and fits on no node. Closest: node-3, 512 MiB short.");
    expect(closest?.node).toBe("node-3");
  });

  it("suggests to ask for what there is", () => {
    const { suggestions } = explainPod(pod, world([sized("node-3", 1.5 * gibibyte).build()]));
    expect(suggestions[0]).toEqual({
      type: "askForLess",
      node: "node-3",
      says: "Ask for 1.5 GiB instead",
      requests: { container: "main", memory: "1536Mi" },
    });
  });

  it("suggests to uncordon a node that would take it, and says that it is cordoned", () => {
    const nodes = [aNode("node-1").full().build(), aNode("node-3").cordoned().build()];
    const { suggestions, says } = explainPod(pod, world(nodes));
    expect(suggestions.find(({ type }) => type === "uncordon")?.says).toBe("Uncordon node-3");
    expect(says).toBe("It fits on no node. Closest: node-3, which is cordoned.");
  });

  it("suggests to move a pod that has room elsewhere", () => {
    const nodes = [sized("node-1", 2 * gibibyte).build(), sized("node-2", gibibyte).build()];
    const cache = asking("cache-1", gibibyte).ownedBy(owner).onNode("node-1").build();
    const { suggestions } = explainPod(pod, world(nodes, [cache]));
    expect(suggestions.find(({ type }) => type === "move")).toMatchObject({
      pod: "cache-1",
      node: "node-1",
      to: "node-2",
    });
  });

  it("suggests one more node, and what a higher priority would evict", () => {
    const report = asking("report", 2 * gibibyte)
      .onNode("node-1")
      .build();
    const { suggestions } = explainPod(pod, world([sized("node-1", 2 * gibibyte).build()], [report]));
    expect(suggestions.map(({ says }) => says)).toEqual([
      "Raise its priority: evicts report",
      "One more node like node-1",
    ]);
  });

  it("suggests nothing that would not help", () => {
    const picky = aPod("picky").selecting({ disk: "tape" }).build();
    const { suggestions, says } = explainPod(picky, world([aNode("node-1").build()]));
    expect(suggestions).toEqual([]);
    expect(says).toBe("It fits on no node. Closest: node-1, which didn't match Pod's node affinity/selector.");
  });

  it("names the gates that hold it", () => {
    const gated = aPod().withSpec((spec) => {
      spec.schedulingGates = [{ name: "pilothouse.dev/after" }];
    });
    expect(explainPod(gated.build(), world([aNode("a").build()]))).toMatchObject({
      state: "gated",
      says: "It waits for its scheduling gate pilothouse.dev/after to be lifted.",
    });
  });

  it("explains a pod that has a node as if it had none", () => {
    const placed = asking("web", gibibyte).onNode("a").build();
    const { state, decision } = explainPod(placed, world([sized("a", gibibyte).build()], [placed]));
    expect([state, decision.node]).toEqual(["placed", "a"]);
  });

  it("says that there are no nodes", () => {
    expect(explainPod(pod, world([])).says).toBe("It has nowhere to go: there are no nodes.");
  });
});
