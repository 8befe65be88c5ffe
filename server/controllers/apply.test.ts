import { describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import type { EventText as Said } from "@/server/cluster/eventRecorder";
import { systemSubject } from "@/server/cluster/subject";
import { ClusterError } from "@/server/lib/errors";
import { aConfigMap, aPod, aReplicaSet } from "@/server/objects/builders";
import { controllerReference } from "@/server/objects/meta";
import type { Manifest } from "@/server/objects/types";
import { memoryCluster } from "@/server/testing/memoryCluster";
import type { Action } from "./actions";
import { apply } from "./apply";

const owner = aReplicaSet("web").build();

function creating(name: string, uid = owner.metadata.uid): Action & { do: "create" } {
  const ownerReferences = [{ ...controllerReference(owner), uid }];
  const manifest: Manifest = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default", ownerReferences },
  };
  const note = { about: owner, type: "Normal", reason: "SuccessfulCreate", message: `Created: ${name}` } as const;
  return { do: "create", kind: "ConfigMap", manifest, note };
}

async function tools(change: (cluster: Cluster) => Partial<Cluster> = () => ({})) {
  const cluster = memoryCluster().as(systemSubject("test"));
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const said: Said[] = [];
  const own = change(cluster);
  const seen = new Proxy(cluster, {
    get: (target, name) => {
      const value: unknown = Reflect.get(own, name) ?? Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { cluster: seen, said, recorder: { tell: (_about: unknown, note: Said) => void said.push(note) } };
}

describe("carrying actions out", () => {
  it("takes what lies under the name as made when it is the same owner's: a repeated create is harmless", async () => {
    const all = await tools();
    await apply([creating("a")], all);
    const { failure, written } = await apply([creating("a"), creating("b")], all);
    expect(failure).toBeUndefined();
    expect(written.get("ConfigMap")).toBe(
      (await all.cluster.get("ConfigMap", { name: "b", namespace: "default" })).metadata.resourceVersion,
    );
  });

  it("fails where the name is somebody else's", async () => {
    const all = await tools();
    await apply([creating("a", "other")], all);
    const { failure } = await apply([creating("a")], all);
    expect(failure?.error).toMatchObject({ reason: "AlreadyExists" });
  });

  it("starts creations slowly: one refused template costs one refused write, and an event in Kubernetes' words", async () => {
    let tries = 0;
    const refuse = () => {
      tries++;
      return Promise.reject(new ClusterError("Forbidden", { says: "exceeded quota" }));
    };
    const all = await tools(() => ({ create: refuse }));
    const { failure } = await apply(
      Array.from({ length: 100 }, (_, at) => creating(`m${at}`)),
      all,
    );
    expect(tries).toBe(1);
    expect(failure?.message).toBe("exceeded quota");
    expect(all.said).toEqual([{ type: "Warning", reason: "FailedCreate", message: "Error creating: exceeded quota" }]);
  });

  it("does nothing after the first failure, so that what depends on it is not done", async () => {
    const all = await tools();
    const absentNamespace = creating("a");
    absentNamespace.manifest.metadata.namespace = "nowhere";
    await apply([absentNamespace, { do: "update", kind: "ConfigMap", object: aConfigMap("b").build() }], all);
    expect((await all.cluster.list("ConfigMap")).items).toEqual([]);
  });

  it("deletes by uid: another object of the same name is left alone", async () => {
    const all = await tools();
    await apply([creating("a")], all);
    const { failure } = await apply(
      [{ do: "delete", kind: "ConfigMap", object: aConfigMap("a").withUid("an-earlier-one").build() }],
      all,
    );
    expect(failure).toBeUndefined();
    expect((await all.cluster.list("ConfigMap")).items).toHaveLength(1);
  });

  it("takes what is gone already as deleted", async () => {
    const { failure } = await apply([{ do: "delete", kind: "Pod", object: aPod("gone").build() }], await tools());
    expect(failure).toBeUndefined();
  });

  it("does not tie a child to an owner that is gone, whatever a cache said", async () => {
    const all = await tools();
    await apply([creating("a", "nobody")], all);
    const child = await all.cluster.get("ConfigMap", { name: "a", namespace: "default" });
    const adopted = { ...child, metadata: { ...child.metadata, labels: { adopted: "yes" } } };
    await apply([{ do: "update", kind: "ConfigMap", object: adopted, onlyWhile: owner }], all);
    expect((await all.cluster.get("ConfigMap", { name: "a", namespace: "default" })).metadata.labels).toBeUndefined();
  });

  it("refuses to write over what changed since it was read", async () => {
    const all = await tools();
    await apply([creating("a")], all);
    const read = await all.cluster.get("ConfigMap", { name: "a", namespace: "default" });
    await all.cluster.update("ConfigMap", { ...read, data: { by: "another" } });
    const { failure } = await apply(
      [{ do: "update", kind: "ConfigMap", object: { ...read, data: { by: "us" } } }],
      all,
    );
    expect(failure?.error).toMatchObject({ reason: "Conflict" });
  });
});
