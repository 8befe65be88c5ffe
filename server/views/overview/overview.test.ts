import { describe, expect, it } from "vitest";
import { aDeployment, aNode, aPod, aReplicaSet } from "@/server/objects/builders";
import type { KubeObject, Pod } from "@/server/objects/types";
import { clusterOf } from "@/server/testing/clusterOf";
import { FakeClock } from "@/server/testing/fakeClock";
import { overview } from "./overview";

async function overviewOf(objects: readonly KubeObject[], options: Parameters<typeof clusterOf>[1] = {}) {
  const cluster = await clusterOf(objects, options);
  const asked = cluster.as({ name: "ada", groups: [] });
  return overview.read(asked, {}, { clock: new FakeClock() });
}

function crashing(name: string, owner: KubeObject): Pod {
  return aPod(name)
    .ownedBy(owner)
    .unready()
    .with((pod) => {
      for (const status of pod.status?.containerStatuses ?? [])
        status.state = { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" } };
    })
    .build();
}

describe("the overview", () => {
  it("needs nobody when all is well", async () => {
    const { needs, health } = await overviewOf([aNode("a").build(), aPod("p").onNode("a").ready().build()]);
    expect(needs).toEqual([]);
    expect(health).toMatchObject({ podsReady: 1, pods: 1, nodesReady: 1, nodes: 1, isEmpty: false });
  });

  it("says that nothing was deployed yet", async () => {
    expect((await overviewOf([aNode("a").build()])).health.isEmpty).toBe(true);
  });

  it("shows pods of one Deployment with one trouble as one line, under the Deployment's name", async () => {
    const deployment = aDeployment("web").build();
    const set = aReplicaSet("web-1").ownedBy(deployment).build();
    const { needs } = await overviewOf([set, crashing("web-1-a", set), crashing("web-1-b", set)]);
    expect(needs).toMatchObject([
      {
        problem: "PodFailing",
        status: "CrashLoopBackOff",
        message: "back-off 40s",
        count: 2,
        owner: { kind: "Deployment", name: "web" },
      },
    ]);
  });

  it("says once, and as critical, that a workload has no pod that is ready", async () => {
    const deployment = aDeployment("web")
      .replicas(1)
      .withStatus({ observedGeneration: 1, updatedReplicas: 1, readyReplicas: 0 } as never)
      .build();
    const set = aReplicaSet("web-1").ownedBy(deployment).build();
    const { needs } = await overviewOf([deployment, set, crashing("web-1-a", set)]);
    expect(needs.map(({ problem, severity }) => [problem, severity])).toEqual([["PodFailing", "critical"]]);
  });

  it("puts a node that is not ready before a pod that waits", async () => {
    const waiting = aPod("p")
      .with((pod) => {
        const message = "0/1 nodes are available: 1 Insufficient cpu.";
        pod.status = {
          phase: "Pending",
          conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
        };
      })
      .build();
    const gone = aNode("a")
      .with((node) => {
        node.status = { ...node.status, conditions: [{ type: "Ready", status: "Unknown", message: "no heartbeat" }] };
      })
      .build();
    const { needs } = await overviewOf([waiting, gone]);
    expect(needs.map(({ problem }) => problem)).toEqual(["NodeNotReady", "PodPending"]);
  });

  it("adds up what pods ask for and what nodes have", async () => {
    const node = aNode("a").build();
    const pod = aPod("p")
      .requesting({ cpuMillis: 500, memoryBytes: 2 ** 30 })
      .onNode("a")
      .ready()
      .build();
    const { capacity } = await overviewOf([node, pod]);
    expect(capacity.cpu).toEqual({ allocatable: 4_000, requested: 500, used: undefined });
    expect(capacity.memory).toMatchObject({ allocatable: 32 * 2 ** 30, requested: 2 ** 30 });
  });

  it("shows the rest to who may not see the nodes", async () => {
    const objects = [aNode("a").build(), aPod("p").ready().build()];
    const { nodes, health } = await overviewOf(objects, { hidden: ["Node"] });
    expect(nodes).toEqual([]);
    expect(health.pods).toBe(1);
  });
});
