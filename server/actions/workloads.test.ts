import { beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { aDeployment, aNamespace, aNode, aReplicaSet } from "@/server/objects/builders";
import { controllerReference } from "@/server/objects/meta";
import { createStored } from "@/server/testing/createStored";
import { FakeClock } from "@/server/testing/fakeClock";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { cordon, uncordon } from "./cordon";
import { pause, resume } from "./pause";
import { restart } from "./restart";
import { describeRevisions } from "./revisions";
import { rollback } from "./rollback";
import { scale } from "./scale";

const at = { namespace: "default", name: "web" };

describe("an act on a Deployment", () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = memoryCluster().as(systemSubject("test"));
    await createStored(cluster, aNamespace("default").build(), aDeployment("web").build());
  });

  /** Two revisions: the image web:1, then web:2, which the Deployment has now. */
  async function roll(): Promise<void> {
    const deployment = await cluster.get("Deployment", at);
    for (const [revision, image] of [
      ["1", "web:1"],
      ["2", "web:2"],
    ] as const) {
      const set = aReplicaSet(`web-${revision}`)
        .annotated({ "deployment.kubernetes.io/revision": revision, note: `of ${revision}` })
        .with((draft) => {
          const labels = { app: "web", "pod-template-hash": revision };
          draft.spec.selector = { matchLabels: labels };
          draft.spec.template = { metadata: { labels }, spec: { containers: [{ name: "main", image }] } };
          draft.metadata.ownerReferences = [controllerReference(deployment)];
        });
      await createStored(cluster, set.build());
    }
    const containers = [{ name: "main", image: "web:2" }];
    await cluster.patch("Deployment", at, {
      type: "strategic",
      body: { spec: { template: { spec: { containers } } } },
    });
  }

  const imageNow = async () => (await cluster.get("Deployment", at)).spec.template.spec?.containers[0]?.image;

  it("scales by the scale subresource", async () => {
    await scale(cluster, at, 5);
    expect((await cluster.get("Deployment", at)).spec.replicas).toBe(5);
    await expect(scale(cluster, at, -1)).rejects.toMatchObject({ reason: "Invalid" });
  });

  it("restarts by the annotation that kubectl writes", async () => {
    await restart(cluster, at, new FakeClock());
    const { annotations } = (await cluster.get("Deployment", at)).spec.template.metadata ?? {};
    expect(annotations?.["kubectl.kubernetes.io/restartedAt"]).toBe("2026-01-01T00:00:00Z");
  });

  it("refuses to restart or roll back what is paused", async () => {
    await roll();
    await pause(cluster, at);
    await expect(restart(cluster, at, new FakeClock())).rejects.toMatchObject({ reason: "BadRequest" });
    await expect(rollback(cluster, at)).rejects.toMatchObject({ reason: "BadRequest" });
    await resume(cluster, at);
    expect((await cluster.get("Deployment", at)).spec.paused).toBeFalsy();
  });

  it("lists revisions newest first, with what changed", async () => {
    await roll();
    const sets = await cluster.list("ReplicaSet", { namespace: at.namespace });
    const [newest, oldest] = describeRevisions(await cluster.get("Deployment", at), sets.items);
    expect([newest?.revision, newest?.isCurrent, oldest?.revision]).toEqual([2, true, 1]);
    expect(newest?.changes).toContainEqual({ path: "spec.containers[main].image", before: "web:1", after: "web:2" });
    expect(newest?.changes).toHaveLength(1);
  });

  it("goes back to the revision before, annotations too", async () => {
    await roll();
    expect(await rollback(cluster, at)).toMatchObject({ revision: 1, isChanged: true });
    expect(await imageNow()).toBe("web:1");
    const deployment = await cluster.get("Deployment", at);
    expect(deployment.metadata.annotations?.note).toBe("of 1");
    expect(deployment.spec.template.metadata?.labels).toEqual({ app: "web" });
  });

  it("changes nothing when it has that template already", async () => {
    await roll();
    expect(await rollback(cluster, at, 2)).toMatchObject({ revision: 2, isChanged: false });
  });

  it("says which revisions are kept when one is not", async () => {
    await roll();
    await expect(rollback(cluster, at, 7)).rejects.toThrow("web has no revision 7; kept are 2, 1.");
  });
});

it("cordons a node and takes it back", async () => {
  const cluster = memoryCluster().as(systemSubject("test"));
  await createStored(cluster, aNode("a").build());
  expect((await cordon(cluster, "a")).spec.unschedulable).toBe(true);
  expect((await uncordon(cluster, "a")).spec.unschedulable).toBeFalsy();
});
