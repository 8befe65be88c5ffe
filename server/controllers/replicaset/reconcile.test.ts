import { describe, expect, it } from "vitest";
import { ClusterError } from "@/server/lib/errors";
import { aPod, aReplicaSet } from "@/server/objects/builders";
import type { Pod, ReplicaSet } from "@/server/objects/types";
import type { Failure } from "../actions";
import { Serials } from "../names";
import { TestWorld } from "../testWorld";
import { type Observed, reconcile } from "./reconcile";

function observed(world: TestWorld, set: ReplicaSet): Observed {
  const pods = world.all("Pod");
  const serials = new Serials();
  const owner = { base: set.metadata.name, uid: set.metadata.uid };
  return {
    pods,
    related: pods,
    nowMs: world.nowMs,
    timestamp: world.timestamp,
    names: (count) =>
      serials.next(
        owner,
        pods.map(({ metadata }) => metadata.name),
        count,
        (name) => world.has("Pod", name),
      ),
  };
}

function step(world: TestWorld, most?: number): void {
  const set = world.one("ReplicaSet");
  world.run(reconcile(set, observed(world, set)), most);
}

const uids = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.uid);

describe("ReplicaSet", () => {
  it("makes as many pods as it wants, with its labels, its name and itself as their controller", () => {
    const world = new TestWorld(aReplicaSet("web").replicas(3).build());
    step(world);
    const pods = world.all("Pod");
    expect(pods).toHaveLength(3);
    for (const { metadata } of pods) {
      expect(metadata.name).toMatch(/^web-[a-z0-9]{5}$/);
      expect(metadata.labels).toEqual({ app: "web" });
      expect(metadata.ownerReferences).toMatchObject([{ kind: "ReplicaSet", name: "web", controller: true }]);
    }
  });

  it("makes no pod twice when it dies between two creations", () => {
    const world = new TestWorld(aReplicaSet("web").replicas(5).build());
    for (const most of [1, 2, 0, 1]) step(world, most);
    step(world);
    step(world);
    expect(world.all("Pod")).toHaveLength(5);
  });

  it("replaces a pod that is on its way out or has failed, and leaves the failed one for people to read", () => {
    const world = new TestWorld(aReplicaSet("web").replicas(2).build());
    step(world);
    const [first] = world.all("Pod");
    if (first) world.setPod(first, { phase: "Failed" });
    step(world);
    expect(world.all("Pod")).toHaveLength(3);
    step(world);
    expect(world.all("Pod")).toHaveLength(3);
  });

  it("deletes what is too much, the unready first", () => {
    const world = new TestWorld(aReplicaSet("web").replicas(3).build());
    step(world);
    const [first, ...others] = world.all("Pod");
    for (const pod of others) world.becomeReady(pod);
    const set = world.one("ReplicaSet");
    world.put({ ...set, spec: { ...set.spec, replicas: 2 } });
    step(world);
    const doomed = world.all("Pod").filter(({ metadata }) => metadata.deletionTimestamp);
    expect(uids(doomed)).toEqual(first ? uids([first]) : []);
  });

  it("counts ready and available apart while minReadySeconds runs, and comes back when it is over", () => {
    const set = aReplicaSet("web")
      .replicas(1)
      .with(({ spec }) => {
        spec.minReadySeconds = 10;
      })
      .build();
    const pod = aPod("web-1").labelled({ app: "web" }).ownedBy(set).onNode("a").ready("2026-01-01T00:00:00Z").build();
    const world = new TestWorld(set, pod);
    world.nowMs += 4_000;
    const outcome = reconcile(set, observed(world, set));
    world.run(outcome);
    expect(world.one("ReplicaSet").status).toMatchObject({ replicas: 1, readyReplicas: 1, availableReplicas: 0 });
    expect(outcome.retryAfterMs).toBe(6_000);
    world.nowMs += 6_000;
    step(world);
    expect(world.one("ReplicaSet").status).toMatchObject({ availableReplicas: 1 });
  });

  it("says ReplicaFailure while creations are refused, and takes it back", () => {
    const set = aReplicaSet("web").replicas(1).build();
    const world = new TestWorld(set);
    const outcome = reconcile(set, observed(world, set));
    const [action] = outcome.actions;
    if (!action) throw new Error("nothing was to be done");
    const error = new ClusterError("Forbidden", { says: "exceeded quota" });
    const failure: Failure = { action, error, message: error.says };
    const [status] = outcome.afterwards?.(failure) ?? [];
    const failed = status?.do === "update" ? (status.object as ReplicaSet) : set;
    expect(failed.status?.conditions).toMatchObject([
      { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: "exceeded quota" },
    ]);
    world.put(failed);
    step(world);
    expect(world.one("ReplicaSet").status?.conditions ?? []).toEqual([]);
  });

  it("makes nothing for a set that is being deleted", () => {
    const world = new TestWorld(aReplicaSet("web").replicas(2).deletedAt("2026-01-01T00:00:00Z").build());
    step(world);
    expect(world.all("Pod")).toEqual([]);
  });

  it("closes the gate of pods that wait for another workload", () => {
    const world = new TestWorld(aReplicaSet("web").annotated({ "pilothouse.dev/after": "database" }).build());
    step(world);
    expect(world.one("Pod").spec.schedulingGates).toEqual([{ name: "pilothouse.dev/after" }]);
    expect(world.one("Pod").metadata.annotations).toEqual({ "pilothouse.dev/after": "database" });
  });
});
