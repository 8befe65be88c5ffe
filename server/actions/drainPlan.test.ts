import { describe, expect, it } from "vitest";
import { aDaemonSet, aNode, aPod, aPodDisruptionBudget, aReplicaSet } from "@/server/objects/builders";
import type { Node, Pod, PodDisruptionBudget } from "@/server/objects/types";
import { planDrain } from "./drainPlan";
import { snapshotOf } from "./world";

const owner = aReplicaSet("web").build();
function world(nodes: Node[], pods: Pod[], budgets: PodDisruptionBudget[] = []) {
  const now = { nodes, pods, namespaces: [], budgets };
  return { world: now, snapshot: snapshotOf(now) };
}
const managed = (name: string) => aPod(name).labelled({ app: "web" }).ownedBy(owner).onNode("a").ready();
const nodes = [aNode("a").build(), aNode("b").build()];

describe("the plan of a drain", () => {
  it("says where the scheduler would put each pod, all of them together", () => {
    const small = [aNode("a").build(), aNode("b").sized({ cpuMillis: 1000 }).build()];
    const pods = ["one", "two"].map((name) => managed(name).requesting({ cpuMillis: 600 }).build());
    const { moves } = planDrain("a", world(small, pods));
    expect(moves.map(({ pod, to }) => [pod.name, to])).toEqual([
      ["one", "b"],
      ["two", undefined],
    ]);
    expect(moves[1]?.message).toBe("0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable.");
  });

  it("keeps apart pods of one name in two namespaces", () => {
    const small = ["b", "c"].map((name) => aNode(name).sized({ cpuMillis: 1000 }).build());
    const pods = ["shop", "mail"].map((space) => managed("db-0").in(space).requesting({ cpuMillis: 600 }).build());
    const { moves } = planDrain("a", world([aNode("a").build(), ...small], pods));
    expect(moves.map(({ to }) => to).sort()).toEqual(["b", "c"]);
  });

  it("leaves the pods of DaemonSets where they are", () => {
    const daemon = aPod("agent-1").ownedBy(aDaemonSet("agent").build()).onNode("a").build();
    const { moves, stay } = planDrain("a", world(nodes, [daemon]));
    expect(moves).toEqual([]);
    expect(stay[0]?.says).toContain("DaemonSet agent");
  });

  it("is blocked by a pod that nobody makes again, until that is agreed to", () => {
    const alone = aPod("alone").onNode("a").build();
    expect(planDrain("a", world(nodes, [alone])).blockers.map(({ kind }) => kind)).toEqual(["unmanaged"]);
    expect(planDrain("a", world(nodes, [alone]), { force: true }).blockers).toEqual([]);
  });

  it("is blocked by files that would be lost, until that is agreed to", () => {
    const keeps = managed("keeps")
      .withSpec((spec) => {
        spec.volumes = [{ name: "scratch", emptyDir: {} }];
      })
      .build();
    expect(planDrain("a", world(nodes, [keeps])).blockers.map(({ kind }) => kind)).toEqual(["emptyDir"]);
    expect(planDrain("a", world(nodes, [keeps]), { deleteEmptyDirData: true }).blockers).toEqual([]);
  });

  it("says which evictions a PodDisruptionBudget makes wait", () => {
    const budget = aPodDisruptionBudget("web", { minAvailable: 1, selector: { matchLabels: { app: "web" } } }).build();
    const pods = [managed("one").build(), managed("two").build()];
    const { waits } = planDrain("a", world(nodes, pods, [budget]));
    expect(waits.map(({ pod, says }) => [pod.name, says])).toEqual([
      ["two", "PodDisruptionBudget default/web lets only 1 at once go now."],
    ]);
  });

  it("takes nothing from one PodDisruptionBudget for a pod that another holds back", () => {
    const both = (name: string, wide: string) => managed(name).labelled({ app: "web", wide }).build();
    const budgets = [
      aPodDisruptionBudget("wide", { maxUnavailable: 1, selector: { matchLabels: { app: "web" } } }).build(),
      aPodDisruptionBudget("narrow", { maxUnavailable: 0, selector: { matchLabels: { wide: "no" } } }).build(),
    ];
    const { waits } = planDrain("a", world(nodes, [both("held", "no"), both("free", "yes")], budgets));
    expect(waits.map(({ pod }) => pod.name)).toEqual(["held"]);
  });

  it("passes over pods that ended, and those on their way out", () => {
    const pods = [
      managed("gone").deletedAt("2026-01-01T00:00:00Z").build(),
      managed("done").inPhase("Succeeded").build(),
    ];
    const { moves, blockers } = planDrain("a", world(nodes, pods));
    expect([moves.map(({ pod }) => pod.name), blockers]).toEqual([["done"], []]);
  });
});
