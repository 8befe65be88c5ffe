import { beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { aDeployment, aNamespace } from "@/server/objects/builders";
import { createStored } from "@/server/testing/createStored";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { undo } from "./undo";

const at = { namespace: "default", name: "web" };
const what = { kind: "Deployment", ...at };

describe("undo", () => {
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = memoryCluster().as(systemSubject("test"));
    await createStored(cluster, aNamespace("default").build());
    await createStored(cluster, aDeployment("web").replicas(3).build());
  });

  const scaleTo = (replicas: number) =>
    cluster.patch("Deployment", at, { type: "merge", body: { spec: { replicas } } });
  const annotate = (name: string, value: string) =>
    cluster.patch("Deployment", at, { type: "merge", body: { metadata: { annotations: { [name]: value } } } });
  const replicas = async () => (await cluster.get("Deployment", at)).spec.replicas;

  it("takes a person's change back although a controller wrote its own annotation after it", async () => {
    await scaleTo(5);
    const numbered = await annotate("deployment.kubernetes.io/revision", "2");
    await undo(cluster, what);
    expect(await replicas()).toBe(3);
    const { annotations } = (await cluster.get("Deployment", at)).metadata;
    expect(annotations).toEqual({ "deployment.kubernetes.io/revision": "2" });
    expect(numbered.spec.replicas).toBe(5);
  });

  it("is not refused because a controller wrote the status meanwhile", async () => {
    await scaleTo(5);
    let statuses = 0;
    const busy: Cluster = {
      ...cluster,
      async update(kind, object, options) {
        // Each of the first tries is overtaken by a status write.
        if (statuses++ < 2) {
          const body = { status: { observedGeneration: statuses } };
          await cluster.patch("Deployment", at, { type: "merge", body }, { subresource: "status" });
        }
        return cluster.update(kind, object, options);
      },
      get: (kind, name, options) => cluster.get(kind, name, options),
      history: (kind, name, options) => cluster.history(kind, name, options),
    };
    await undo(busy, what);
    expect(await replicas()).toBe(3);
  });

  it("does not overwrite what somebody else changed meanwhile", async () => {
    await scaleTo(5);
    const raced: Cluster = {
      ...cluster,
      async update(kind, object, options) {
        if ((await replicas()) === 5) await scaleTo(8);
        return cluster.update(kind, object, options);
      },
      get: (kind, name, options) => cluster.get(kind, name, options),
      history: (kind, name, options) => cluster.history(kind, name, options),
    };
    await expect(undo(raced, what)).rejects.toMatchObject({ reason: "Conflict" });
    expect(await replicas()).toBe(8);
  });

  it("brings back what was deleted", async () => {
    await cluster.delete("Deployment", at, { propagation: "Background" });
    const { did, object } = await undo(cluster, what);
    expect(did).toBe("recreated");
    expect(object.spec).toMatchObject({ replicas: 3 });
  });

  it("says so when there is nothing to go back to", async () => {
    await expect(undo(cluster, what)).rejects.toMatchObject({ reason: "Conflict" });
    await expect(undo(cluster, { ...what, name: "never" })).rejects.toMatchObject({ reason: "NotFound" });
  });
});
