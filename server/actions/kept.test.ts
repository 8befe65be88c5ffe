import { beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { aCronJob, aNamespace, aPod, aStatefulSet } from "@/server/objects/builders";
import { controllerReference } from "@/server/objects/meta";
import type { ControllerRevision, PodTemplate } from "@/server/objects/types";
import { createStored } from "@/server/testing/createStored";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { describeKept, returnTo } from "./controllerRevisions";
import { runNow, suspend, unsuspend } from "./cronJobs";

const at = { namespace: "default", name: "web" };
let cluster: Cluster;

beforeEach(async () => {
  cluster = memoryCluster().as(systemSubject("test"));
  await createStored(cluster, aNamespace("default").build(), aStatefulSet("web").build(), aCronJob("web").build());
});

describe("a StatefulSet's kept revisions", () => {
  /** Two revisions: the image web:1, then web:2, which the set has now. */
  async function roll(): Promise<readonly ControllerRevision[]> {
    const set = await cluster.get("StatefulSet", at);
    for (const revision of [1, 2]) {
      const containers = [{ name: "main", image: `web:${revision}` }];
      const template: PodTemplate & { $patch: string } = {
        $patch: "replace",
        metadata: { labels: { app: "web" } },
        spec: { containers },
      };
      await cluster.create("ControllerRevision", {
        apiVersion: "apps/v1",
        kind: "ControllerRevision",
        metadata: {
          namespace: "default",
          name: `web-${revision}`,
          annotations: { "kubernetes.io/change-cause": `to ${revision}` },
          ownerReferences: [controllerReference(set)],
        },
        data: { spec: { template } },
        revision,
      });
      await cluster.patch("StatefulSet", at, {
        type: "strategic",
        body: { spec: { template: { spec: { containers } } } },
      });
    }
    return (await cluster.list("ControllerRevision", { namespace: "default" })).items;
  }

  const imageNow = async () => (await cluster.get("StatefulSet", at)).spec.template.spec?.containers[0]?.image;

  it("are told newest first, with their pods and what changed", async () => {
    const revisions = await roll();
    const pod = aPod("web-0").labelled({ app: "web", "controller-revision-hash": "web-2" }).ready().build();
    const [newest, oldest] = describeKept(await cluster.get("StatefulSet", at), revisions, [pod]);
    expect(newest).toMatchObject({ revision: 2, isCurrent: true, cause: "to 2", replicas: 1, ready: 1 });
    expect(newest?.changes.map(({ path }) => path)).toEqual(["spec.containers[main].image"]);
    expect(oldest).toMatchObject({ revision: 1, images: ["web:1"], replicas: 0, changes: [] });
  });

  it("can be returned to: the one before unless told, as kubectl does", async () => {
    await roll();
    expect(await returnTo(cluster, { kind: "StatefulSet", ...at })).toMatchObject({ revision: 1 });
    expect(await imageNow()).toBe("web:1");
    await returnTo(cluster, { kind: "StatefulSet", ...at }, 2);
    expect(await imageNow()).toBe("web:2");
  });

  it("that are not kept are refused with those that are", async () => {
    await roll();
    await expect(returnTo(cluster, { kind: "StatefulSet", ...at }, 7)).rejects.toMatchObject({
      reason: "NotFound",
      says: "web has no revision 7; kept are 2, 1.",
    });
  });
});

describe("an act on a CronJob", () => {
  it("suspends and resumes it", async () => {
    await suspend(cluster, at);
    expect((await cluster.get("CronJob", at)).spec.suspend).toBe(true);
    await unsuspend(cluster, at);
    expect((await cluster.get("CronJob", at)).spec.suspend).toBe(false);
  });

  it("runs it now by a Job of its own, marked as made by hand", async () => {
    const job = await runNow(cluster, at);
    expect(job.metadata).toMatchObject({
      name: expect.stringMatching(/^web-manual-[a-z0-9]{5}$/),
      annotations: { "cronjob.kubernetes.io/instantiate": "manual" },
      ownerReferences: [{ kind: "CronJob", name: "web", controller: true }],
    });
    expect(job.spec.template.spec?.containers[0]?.image).toBe("job:1");
  });
});
