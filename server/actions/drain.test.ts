import { beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { aNamespace, aNode, aPod, aPodDisruptionBudget, aReplicaSet } from "@/server/objects/builders";
import { createStored } from "@/server/testing/createStored";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { type DrainProgress, drain } from "./drain";

const owner = aReplicaSet("web").build();
const pod = (name: string) => aPod(name).labelled({ app: "web" }).ownedBy(owner).onNode("a").ready();

describe("a drain", () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = memoryCluster().as(systemSubject("test"));
    await createStored(cluster, aNamespace("default").build(), aNode("a").build(), aNode("b").build());
  });

  /** Stands in for the agent: what is being deleted is gone at once. */
  function confirmStops(onProgress: (progress: DrainProgress) => void = () => {}) {
    return (progress: DrainProgress) => {
      onProgress(progress);
      const { namespace, name, uid } = progress.pod;
      if (progress.state === "stopping") void cluster.delete("Pod", { namespace, name }, { uid, graceSeconds: 0 });
    };
  }

  it("cordons the node, evicts its pods and answers when they are gone", async () => {
    await createStored(cluster, pod("one").build(), pod("two").build());
    const states: string[] = [];
    const onProgress = confirmStops(({ state }) => states.push(state));
    const { gone, left } = await drain(cluster, "a", { clock: systemClock, onProgress });
    expect([gone.map(({ name }) => name).sort(), left]).toEqual([["one", "two"], []]);
    expect((await cluster.get("Node", { name: "a" })).spec.unschedulable).toBe(true);
    expect((await cluster.list("Pod")).items).toEqual([]);
    expect(states.filter((state) => state === "gone")).toHaveLength(2);
  });

  it("begins nothing when a pod would be lost that nobody agreed to lose", async () => {
    await createStored(cluster, aPod("alone").onNode("a").build());
    await expect(drain(cluster, "a", { clock: systemClock })).rejects.toMatchObject({
      reason: "Conflict",
      message: expect.stringContaining("default/alone: Nobody makes it again"),
    });
    expect((await cluster.get("Node", { name: "a" })).spec.unschedulable).toBeUndefined();
    expect((await cluster.list("Pod")).items).toHaveLength(1);
  });

  /** The cluster, where something comes to the node just before the first call of this kind. */
  function joinedBy(late: () => Promise<void>, before: "patch" | "evict"): Cluster {
    let isDone = false;
    return new Proxy(cluster, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name !== before) return value.bind(target);
        return async (...given: unknown[]) => {
          if (!isDone) await late();
          isDone = true;
          return value.apply(target, given);
        };
      },
    });
  }

  it("evicts a pod too that came after the plan and before the cordon", async () => {
    await createStored(cluster, pod("one").build());
    const busy = joinedBy(() => createStored(cluster, pod("late").build()), "patch");
    const { gone } = await drain(busy, "a", { clock: systemClock, onProgress: confirmStops() });
    expect(gone.map(({ name }) => name).sort()).toEqual(["late", "one"]);
  });

  it("begins nothing when a pod that nobody may lose came before the cordon, and takes the cordon back", async () => {
    const busy = joinedBy(() => createStored(cluster, aPod("alone").onNode("a").build()), "patch");
    await expect(drain(busy, "a", { clock: systemClock })).rejects.toMatchObject({ reason: "Conflict" });
    expect((await cluster.get("Node", { name: "a" })).spec.unschedulable).toBeUndefined();
  });

  it("says of a pod that came all the same that it is left", async () => {
    await createStored(cluster, pod("one").build());
    const busy = joinedBy(() => createStored(cluster, pod("late").build()), "evict");
    const { gone, left } = await drain(busy, "a", { clock: systemClock, onProgress: confirmStops() });
    expect([gone.map(({ name }) => name), left.map((one) => one.pod.name)]).toEqual([["one"], ["late"]]);
  });

  it("says what is left when a PodDisruptionBudget holds a pod past the time", async () => {
    await createStored(cluster, pod("one").build());
    const budget = { minAvailable: 1, selector: { matchLabels: { app: "web" } } };
    await createStored(cluster, aPodDisruptionBudget("web", budget).build());
    const { gone, left } = await drain(cluster, "a", { clock: systemClock, timeoutMs: 50 });
    expect(gone).toEqual([]);
    expect(left[0]?.says).toMatch(/disruption budget/);
  });

  it("throws NotFound for a node that is not there", async () => {
    await expect(drain(cluster, "z", { clock: systemClock })).rejects.toMatchObject({ reason: "NotFound" });
  });
});
