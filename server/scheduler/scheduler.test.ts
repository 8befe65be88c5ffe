import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { type Reflector, reflect } from "@/server/cluster/reflector";
import { systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { aNamespace, aNode, aPod } from "@/server/objects/builders";
import { conditionOf } from "@/server/objects/meta";
import type { KubeObject, Manifest, Pod } from "@/server/objects/types";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { type Scheduler, startScheduler } from "./scheduler";

const deps = { clock: systemClock, random: systemRandom, log: silentLog };

describe("the scheduler", () => {
  let cluster: Cluster;
  let pods: Reflector<Pod>;
  let scheduler: Scheduler;

  beforeEach(async () => {
    cluster = memoryCluster().as(systemSubject("test"));
    await create(aNamespace("default").build());
    pods = reflect(cluster, "Pod", deps);
  });

  afterEach(() => {
    scheduler.close();
    pods.close();
  });

  async function create(object: KubeObject): Promise<void> {
    const { uid: _uid, resourceVersion: _revision, ...metadata } = object.metadata;
    const { status: _status, ...manifest } = { ...object, metadata } as unknown as Manifest;
    await cluster.create(object.kind, manifest);
    if (object.kind !== "Node") return;
    const body = { status: object.status };
    await cluster.patch("Node", { name: metadata.name }, { type: "merge", body }, { subresource: "status" });
  }

  async function start(): Promise<void> {
    scheduler = startScheduler({ ...deps, cluster });
    await scheduler.ready;
  }

  /** Resolves with the pod once it is as wanted. */
  function podThat(name: string, isWanted: (pod: Pod) => boolean): Promise<Pod> {
    return new Promise((resolve) => {
      const stop = pods.onChange(({ object }) => {
        if (object.metadata.name !== name || !isWanted(object)) return;
        setImmediate(() => stop());
        resolve(object);
      });
    });
  }

  const isBound = ({ spec }: Pod) => spec.nodeName !== undefined;
  const scheduled = (pod: Pod) => conditionOf(pod.status?.conditions, "PodScheduled");

  it("binds a pod that waits, and says so by condition and event", async () => {
    await create(aNode("a").build());
    await create(aPod("web").build());
    await start();
    const pod = await podThat("web", isBound);
    expect(pod.spec.nodeName).toBe("a");
    expect(scheduled(pod)?.status).toBe("True");
    const events = reflect(cluster, "Event", deps);
    const event = await new Promise<string>((resolve) =>
      events.onChange(({ object }) => resolve(object.message ?? "")),
    );
    events.close();
    expect(event).toBe("Successfully assigned default/web to a");
  });

  it("says why a pod fits nowhere, and binds it once a node comes that takes it", async () => {
    await create(aNode("a").cordoned().build());
    await start();
    await create(aPod("web").build());
    const refused = await podThat("web", (pod) => scheduled(pod)?.status === "False");
    expect(scheduled(refused)).toMatchObject({
      reason: "Unschedulable",
      message:
        "0/1 nodes are available: 1 node(s) were unschedulable. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    });
    expect(scheduler.explain(refused).perNode[0]?.isFeasible).toBe(false);
    await create(aNode("b").build());
    expect((await podThat("web", isBound)).spec.nodeName).toBe("b");
  });

  it("leaves gated pods and other schedulers' pods alone", async () => {
    await create(aNode("a").build());
    await start();
    await create(
      aPod("gated")
        .withSpec((spec) => {
          spec.schedulingGates = [{ name: "wait" }];
        })
        .build(),
    );
    await create(
      aPod("other")
        .withSpec((spec) => {
          spec.schedulerName = "somebody-else";
        })
        .build(),
    );
    await create(aPod("last").build());
    await podThat("last", isBound);
    const gated = await podThat("gated", (pod) => scheduled(pod)?.reason === "SchedulingGated");
    expect(isBound(gated)).toBe(false);
    expect(pods.get("default", "other")?.spec.nodeName).toBeUndefined();
  });

  it("evicts a pod of lower priority for one of higher, and tells both", async () => {
    await create(aNode("a").sized({ cpuMillis: 1000 }).build());
    await create(aPod("low").requesting({ cpuMillis: 800 }).build());
    await start();
    await podThat("low", isBound);
    const gone = new Promise<Pod>((resolve) =>
      pods.onChange(
        ({ object }) => object.metadata.name === "low" && object.metadata.deletionTimestamp && resolve(object),
      ),
    );
    await cluster.create("PriorityClass", {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name: "high" },
      value: 1000,
    });
    await create(
      aPod("high")
        .requesting({ cpuMillis: 800 })
        .withSpec((spec) => {
          spec.priorityClassName = "high";
        })
        .build(),
    );
    expect(conditionOf((await gone).status?.conditions, "DisruptionTarget")?.reason).toBe("PreemptionByScheduler");
    const waiting = await podThat("high", (pod) => pod.status?.nominatedNodeName === "a");
    expect(scheduled(waiting)?.message).toContain("1 Insufficient cpu");
    await cluster.delete("Pod", { namespace: "default", name: "low" }, { graceSeconds: 0 });
    expect((await podThat("high", isBound)).spec.nodeName).toBe("a");
  });

  it("decides a thousand pods that fit nowhere within the deadline", async () => {
    await create(aNode("a").full().build());
    await start();
    const started = systemClock.monotonicMs();
    const decided = new Set<string>();
    const all = new Promise<void>((resolve) => {
      pods.onChange(({ object }) => {
        if (scheduled(object)?.reason === "Unschedulable") decided.add(object.metadata.uid);
        if (decided.size === 1_000) resolve();
      });
    });
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => create(aPod(`p${index}`).build())));
    await all;
    expect(systemClock.monotonicMs() - started).toBeLessThan(30_000);
  }, 60_000);
});
