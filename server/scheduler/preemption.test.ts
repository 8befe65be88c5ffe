import { describe, expect, it } from "vitest";
import { aNode, aPod, aPodDisruptionBudget } from "@/server/objects/builders";
import type { PodDisruptionBudget } from "@/server/objects/types";
import { Cycle } from "./cycle";
import { snapshotOf, type World } from "./harness";
import { podInfo } from "./podInfo";
import { findPreemption } from "./preemption";
import { defaultProfile } from "./registry";

const random = { fraction: () => 0 };
const small = (name: string) => aNode(name).sized({ cpuMillis: 1000 });
const asking = (name: string, cpuMillis: number, priority: number) =>
  aPod(name).requesting({ cpuMillis }).withPriority(priority);

function preempt(pod: ReturnType<typeof aPod>, world: World, budgets: PodDisruptionBudget[] = []) {
  const { table } = snapshotOf(world);
  const info = podInfo(pod.build());
  const { error } = new Cycle(table, defaultProfile, { random }).run(info);
  if (!error) throw new Error("it fits as things are");
  const before = JSON.stringify([...table.order()].map((row) => table.resources.cpu.requested.values[row]));
  const result = findPreemption(info, error, { table, profile: defaultProfile, budgets, startAt: 0 });
  const after = JSON.stringify([...table.order()].map((row) => table.resources.cpu.requested.values[row]));
  return {
    says: result.says,
    node: result.found && table.nameOf(result.found.row),
    victims: result.found?.victims.map(({ name }) => name),
    isTableAsBefore: before === after,
  };
}

describe("preemption", () => {
  it("evicts as few pods of lower priority as make room", () => {
    const pods = [asking("a", 300, 1), asking("b", 300, 2), asking("c", 400, 3)].map((pod) => pod.onNode("n"));
    const result = preempt(asking("new", 300, 10), { nodes: [small("n")], pods });
    expect(result).toEqual({ node: "n", victims: ["a"], says: undefined, isTableAsBefore: true });
  });

  it("never evicts a pod of the same or a higher priority", () => {
    const pods = [asking("a", 1000, 10).onNode("n")];
    expect(preempt(asking("new", 300, 10), { nodes: [small("n")], pods }).says).toBe(
      "preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    );
  });

  it("chooses the node whose victims matter least", () => {
    const pods = [asking("mid", 1000, 5).onNode("n"), asking("low", 1000, 1).onNode("m")];
    expect(preempt(asking("new", 300, 10), { nodes: [small("n"), small("m")], pods }).node).toBe("m");
  });

  it("spares pods under a PodDisruptionBudget where it can", () => {
    const budget = aPodDisruptionBudget("keep", { selector: { matchLabels: { app: "kept" } } })
      .with((draft) => {
        draft.status = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 };
      })
      .build();
    const pods = [asking("kept", 1000, 1).labelled({ app: "kept" }).onNode("n"), asking("mid", 1000, 5).onNode("m")];
    expect(preempt(asking("new", 300, 10), { nodes: [small("n"), small("m")], pods }, [budget]).node).toBe("m");
  });

  it("does not try nodes that no eviction opens", () => {
    const pods = [asking("a", 1000, 1).onNode("n")];
    expect(preempt(asking("new", 300, 10), { nodes: [small("n").cordoned()], pods }).says).toBe(
      "preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    );
  });

  it("does not evict for a pod that says Never", () => {
    const never = asking("new", 300, 10).withSpec((spec) => {
      spec.preemptionPolicy = "Never";
    });
    expect(preempt(never, { nodes: [small("n")], pods: [asking("a", 1000, 1).onNode("n")] }).says).toBe(
      "preemption: not eligible due to preemptionPolicy=Never.",
    );
  });

  it("makes room against anti-affinity, too", () => {
    const apart = asking("db", 100, 10).withSpec((spec) => {
      const term = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "noisy" } } };
      spec.affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    });
    const pods = [asking("noisy", 100, 1).labelled({ app: "noisy" }).onNode("n"), asking("calm", 100, 1).onNode("n")];
    expect(preempt(apart, { nodes: [small("n")], pods }).victims).toEqual(["noisy"]);
  });
});
