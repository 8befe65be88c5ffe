import { describe, expect, it } from "vitest";
import { aDeployment, aNode, aPod, aReplicaSet } from "@/server/objects/builders";
import type { Node, Pod } from "@/server/objects/types";
import { answer, answerScale } from "./whatIf";
import { snapshotOf } from "./world";

const deployment = aDeployment("web").build();
const set = aReplicaSet("web-1").ownedBy(deployment).annotated({ "deployment.kubernetes.io/revision": "1" }).build();
function world(nodes: Node[], pods: Pod[] = []) {
  const now = { nodes, pods, namespaces: [], budgets: [] };
  return { world: now, snapshot: snapshotOf(now) };
}
const node = (name: string) => aNode(name).sized({ cpuMillis: 1000 });
const web = (name: string, cpuMillis = 600) => aPod(name).requesting({ cpuMillis }).ownedBy(set);

describe("what if", () => {
  it("a node is drained: its pods find a place, or are named when they do not", () => {
    const nodes = [node("a").build(), node("b").build()];
    const roomy = answer({ type: "drain", node: "a" }, world(nodes, [web("one").onNode("a").build()]));
    expect([roomy.says, roomy.moves.map(({ from, to }) => [from, to])]).toEqual(["1 pod finds a place.", [["a", "b"]]]);
    const tight = answer(
      { type: "drain", node: "a" },
      world(nodes, [web("one").onNode("a").build(), web("two").onNode("b").build()]),
    );
    expect([tight.says, tight.stranded.map(({ pod }) => pod.name)]).toEqual(["one fits nowhere.", ["one"]]);
  });

  it("a node is lost: pods that nobody makes again go for good", () => {
    const nodes = [node("a").build(), node("b").build()];
    const { says, loads } = answer({ type: "lose", node: "a" }, world(nodes, [aPod("alone").onNode("a").build()]));
    expect(says).toBe("1 pod goes for good.");
    expect(loads.find((load) => load.node === "a")?.cpu.after).toBeUndefined();
  });

  it("a node is uncordoned: who waits would run", () => {
    const nodes = [node("a").cordoned().build()];
    const { says, relieved } = answer({ type: "uncordon", node: "a" }, world(nodes, [web("one").build()]));
    expect(says).toBe("one that waits now would run.");
    expect(relieved[0]?.to).toBe("a");
  });

  it("one more node comes: its load is counted, and who waits would run", () => {
    const nodes = [node("a").build()];
    const pods = [web("one").onNode("a").build(), web("two").build()];
    const { relieved, loads } = answer({ type: "addNode", like: "a" }, world(nodes, pods));
    expect(relieved[0]?.to).toBe("a-more");
    expect(loads.find((load) => load.node === "a-more")?.cpu).toEqual({ before: undefined, after: 0.6 });
  });

  it("a Deployment is scaled up: what fits nowhere is said", () => {
    const nodes = [node("a").build(), node("b").build()];
    const { moves, stranded } = answerScale(
      3,
      { deployment, sets: [set] },
      world(nodes, [web("one").onNode("a").build()]),
    );
    const coming = [...moves, ...stranded];
    expect(coming).toHaveLength(2);
    expect(moves.map(({ to }) => to)).not.toContain("a");
  });

  it("a Deployment is scaled down: somebody else gets the room", () => {
    const pods = [web("one").onNode("a").build(), aPod("waits").requesting({ cpuMillis: 600 }).build()];
    const { relieved } = answerScale(0, { deployment, sets: [set] }, world([node("a").build()], pods));
    expect(relieved.map(({ pod }) => pod.name)).toEqual(["waits"]);
  });

  it("throws NotFound for a node that is not there", () => {
    expect(() => answer({ type: "drain", node: "z" }, world([]))).toThrow("There is no node z.");
  });
});
