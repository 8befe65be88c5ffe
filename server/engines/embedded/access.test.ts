import { describe, expect, it } from "vitest";
import { gatewaySubject, nodeSubject, type Subject, systemSubject } from "@/server/cluster/subject";
import type { Manifest, Pod } from "@/server/objects/types";
import { testEngine } from "./testEngine";

const ann = (role: string): Subject => ({
  name: "ann@example.com",
  groups: [`pilothouse:${role}`, "system:authenticated"],
  via: "127.0.0.1",
});
const at = { namespace: "default", name: "one" };
const config: Manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: at };
const secret: Manifest = { apiVersion: "v1", kind: "Secret", metadata: at, stringData: { key: "hush" } };
const podManifest = (name: string, secretName?: string): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { namespace: "default", name },
  spec: {
    containers: [{ name: "main", image: "web", ...(secretName && { envFrom: [{ secretRef: { name: secretName } }] }) }],
  },
});

async function start() {
  const engine = testEngine();
  const admin = engine.cluster.as(systemSubject("test"));
  await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  return { ...engine, admin };
}

async function withPods() {
  const engine = await start();
  const { admin } = engine;
  for (const name of ["mine", "theirs"]) {
    await admin.create("Secret", { ...secret, metadata: { namespace: "default", name: `key-of-${name}` } });
    await admin.create("Pod", podManifest(name, `key-of-${name}`));
    await admin.bind({ namespace: "default", name }, name === "mine" ? "node-1" : "node-2");
  }
  return { ...engine, agent: engine.cluster.as(nodeSubject("node-1")), gateway: engine.cluster.as(gatewaySubject) };
}

describe("policy and audit", () => {
  it("lets nobody do anything until somebody says who asks", async () => {
    const { cluster } = await start();
    await expect(cluster.list("Pod")).rejects.toMatchObject({
      reason: "Forbidden",
      message:
        'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
    });
    await expect(cluster.create("ConfigMap", config)).rejects.toMatchObject({ reason: "Forbidden" });
  });

  it("answers can by the same policy that the verbs enforce", async () => {
    const { cluster } = await start();
    const viewer = cluster.as(ann("viewer"));
    expect(await viewer.can("list", "Pod")).toBe(true);
    expect(await viewer.can("get", "Secret", at)).toBe(false);
    expect(await viewer.can("create", "Pod", { ...at, subresource: "exec" })).toBe(false);
    await expect(viewer.exec(at, { command: ["sh"] })).rejects.toMatchObject({ reason: "Forbidden" });
  });

  it("writes down what a person changed, before and after, and nothing of what the platform's parts do", async () => {
    const { cluster, entries } = await start();
    expect(entries).toEqual([]);
    const admin = cluster.as(ann("admin"));
    await admin.create("ConfigMap", { ...config, data: { a: "1" } });
    await admin.patch("ConfigMap", at, { type: "merge", body: { data: { a: "2" } } });
    await admin.delete("ConfigMap", at);
    expect(entries.map(({ verb, outcome, before, after }) => [verb, outcome, before?.data, after?.data])).toEqual([
      ["create", "succeeded", undefined, { a: "1" }],
      ["patch", "succeeded", { a: "1" }, { a: "2" }],
      ["delete", "succeeded", { a: "2" }, undefined],
    ]);
    expect(entries[0]).toMatchObject({ subject: "ann@example.com", via: "127.0.0.1", kind: "ConfigMap", ...at });
  });

  it("writes down both names of who speaks as somebody else, even as a part of the platform", async () => {
    const { cluster, entries } = await start();
    const impersonatedBy = "ann@example.com";
    await cluster.as({ ...systemSubject("test"), impersonatedBy }).create("ConfigMap", config);
    const alice = cluster.as({ name: "alice", groups: ["system:authenticated"], impersonatedBy });
    await expect(alice.delete("ConfigMap", at)).rejects.toThrow('User "alice" cannot delete');
    expect(entries.map(({ subject, outcome }) => [subject, outcome])).toEqual([
      ["ann@example.com as system:test", "succeeded"],
      ["ann@example.com as alice", "refused"],
    ]);
  });

  it("writes down what was refused and what failed, and not what was only tried out", async () => {
    const { cluster, entries } = await start();
    await expect(cluster.as(ann("viewer")).create("ConfigMap", config)).rejects.toMatchObject({ reason: "Forbidden" });
    await expect(cluster.as(ann("admin")).delete("ConfigMap", at)).rejects.toMatchObject({ reason: "NotFound" });
    await cluster.as(ann("admin")).create("ConfigMap", config, { dryRun: true });
    expect(entries.map(({ verb, outcome }) => [verb, outcome])).toEqual([
      ["create", "refused"],
      ["delete", "failed"],
    ]);
  });

  it("keeps an operator to the fields of operating", async () => {
    const { cluster, admin } = await start();
    const labels = { app: "web" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: "web:1" }] } };
    const spec = { replicas: 1, selector: { matchLabels: labels }, template };
    await admin.create("Deployment", { apiVersion: "apps/v1", kind: "Deployment", metadata: at, spec });
    const operator = cluster.as(ann("operator"));
    const patch = (body: object) => operator.patch("Deployment", at, { type: "merge", body });
    expect((await patch({ spec: { replicas: 3 } })).spec.replicas).toBe(3);
    await expect(patch({ spec: { minReadySeconds: 5 } })).rejects.toThrow(/may not change spec.minReadySeconds/);
    expect((await admin.get("Deployment", at)).spec.minReadySeconds ?? 0).toBe(0);
  });
});

describe("Secrets", () => {
  it("never reach the store in the clear", async () => {
    const { admin, store } = await start();
    await admin.create("Secret", secret);
    await admin.apply({ ...secret, stringData: { key: "louder" } });
    const key = { resource: "secrets", ...at };
    const [stored, logged] = [await store.get(key), await store.history(key)];
    expect(JSON.stringify([stored, logged])).not.toMatch(/hush|louder|aHVzaA|bG91ZGVy/);
    expect((await admin.get("Secret", at)).data).toEqual({ key: "bG91ZGVy" });
  });

  it("come open to a person who may get them, and that is written down without the value", async () => {
    const { cluster, admin, entries } = await start();
    await admin.create("Secret", secret);
    const deployer = cluster.as(ann("deployer"));
    expect((await deployer.get("Secret", at)).data).toEqual({ key: "aHVzaA==" });
    expect((await deployer.list("Secret", { namespace: "default" })).items[0]?.data).toEqual({ key: "aHVzaA==" });
    await deployer.update("Secret", { ...(await admin.get("Secret", at)), data: { key: "bmV3" } });
    expect(entries.map(({ verb, kind }) => `${verb} ${kind}`)).toEqual(["get Secret", "list Secret", "update Secret"]);
    expect(JSON.stringify(entries)).not.toMatch(/aHVzaA|bmV3/);
    expect(entries[2]?.after?.data).toEqual({ key: "KioqKioqKio=" });
  });

  it("can be read without their values, which is nothing to write down", async () => {
    const { cluster, admin, entries } = await start();
    await admin.create("Secret", secret);
    const deployer = cluster.as(ann("deployer"));
    const [one] = (await deployer.list("Secret", { masked: true })).items;
    expect(one?.data).toEqual({ key: "KioqKioqKio=" });
    expect((await deployer.history("Secret", at))[0]?.object.data).toEqual({ key: "KioqKioqKio=" });
    expect(entries).toEqual([]);
    await expect(cluster.as(ann("viewer")).list("Secret", { masked: true })).rejects.toMatchObject({
      reason: "Forbidden",
    });
  });

  it("make no revision when the same values are written again", async () => {
    const { admin } = await start();
    const { metadata } = await admin.create("Secret", secret);
    const again = await admin.patch("Secret", at, { type: "merge", body: { data: { key: "aHVzaA==" } } });
    expect(again.metadata.resourceVersion).toBe(metadata.resourceVersion);
  });

  it("come open on a watch, too", async () => {
    const { admin } = await start();
    await admin.create("Secret", secret);
    for await (const [event] of admin.watch("Secret")) {
      expect(event).toMatchObject({ type: "ADDED", object: { data: { key: "aHVzaA==" } } });
      break;
    }
  });
});

describe("an agent", () => {
  const status = (pod: Pod, phase = "Running") =>
    ({ type: "merge", body: { metadata: { uid: pod.metadata.uid }, status: { phase } } }) as const;
  const sub = { subresource: "status" } as const;
  const here = (name: string) => ({ namespace: "default", name });

  it("sees its own node's pods, and no other's", async () => {
    const { agent } = await withPods();
    const { items } = await agent.list("Pod", { fieldSelector: "spec.nodeName=node-1" });
    expect(items.map((pod) => pod.metadata.name)).toEqual(["mine"]);
    expect((await agent.get("Pod", here("mine"))).spec.nodeName).toBe("node-1");
    await expect(agent.get("Pod", here("theirs"))).rejects.toMatchObject({ reason: "Forbidden" });
    await expect(agent.history("Pod", here("theirs"))).rejects.toMatchObject({ reason: "Forbidden" });
    await expect(agent.list("Pod")).rejects.toMatchObject({ reason: "Forbidden" });
  });

  it("writes the status of its own pods, of the pod that it means", async () => {
    const { agent, admin } = await withPods();
    const mine = await admin.get("Pod", here("mine"));
    expect((await agent.patch("Pod", here("mine"), status(mine), sub)).status?.phase).toBe("Running");
    const theirs = await admin.get("Pod", here("theirs"));
    await expect(agent.patch("Pod", here("theirs"), status(theirs), sub)).rejects.toMatchObject({
      reason: "Forbidden",
    });
    const withoutUid = { type: "merge", body: { status: { phase: "Failed" } } } as const;
    await expect(agent.patch("Pod", here("mine"), withoutUid, sub)).rejects.toMatchObject({ reason: "BadRequest" });
    const earlier = { ...mine, metadata: { ...mine.metadata, uid: "11111111-1111-4111-8111-111111111111" } };
    await expect(agent.patch("Pod", here("mine"), status(earlier), sub)).rejects.toMatchObject({ reason: "Conflict" });
    expect((await admin.get("Pod", here("mine"))).status?.phase).toBe("Running");
  });

  it("cannot smuggle labels or owners into a status write", async () => {
    const { agent, admin } = await withPods();
    const { metadata } = await admin.get("Pod", here("mine"));
    const body = { metadata: { uid: metadata.uid, labels: { app: "web" } }, status: { phase: "Running" } };
    await expect(agent.patch("Pod", here("mine"), { type: "merge", body }, sub)).rejects.toThrow(
      /may not change metadata.labels/,
    );
    expect((await admin.get("Pod", here("mine"))).metadata.labels).toBeUndefined();
  });

  it("removes its own pod once somebody deleted it, and no other", async () => {
    const { agent, admin } = await withPods();
    const { uid } = (await admin.get("Pod", here("mine"))).metadata;
    const end = { graceSeconds: 0, uid };
    await expect(agent.delete("Pod", here("mine"), end)).rejects.toMatchObject({ reason: "Forbidden" });
    for (const name of ["mine", "theirs"]) await admin.delete("Pod", here(name));
    await expect(agent.delete("Pod", here("theirs"), end)).rejects.toMatchObject({ reason: "Forbidden" });
    await expect(agent.delete("Pod", here("mine"), { graceSeconds: 0 })).rejects.toMatchObject({
      reason: "BadRequest",
    });
    await agent.delete("Pod", here("mine"), end);
    await expect(agent.get("Pod", here("mine"))).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("reads the Secrets of its pods, and no others", async () => {
    const { agent } = await withPods();
    expect((await agent.get("Secret", here("key-of-mine"))).data).toEqual({ key: "aHVzaA==" });
    await expect(agent.get("Secret", here("key-of-theirs"))).rejects.toThrow(
      /no relationship found between node 'node-1'/,
    );
    await expect(agent.list("Secret", { namespace: "default" })).rejects.toMatchObject({ reason: "Forbidden" });
  });

  it("cannot become another node, bind, evict, or start a pod", async () => {
    const { agent } = await withPods();
    const node = { apiVersion: "v1", kind: "Node", metadata: { name: "node-2" } };
    await expect(agent.create("Node", node)).rejects.toMatchObject({ reason: "Forbidden" });
    await expect(agent.bind(here("mine"), "node-1")).rejects.toMatchObject({ reason: "Forbidden" });
    await expect(agent.evict(here("mine"))).rejects.toMatchObject({ reason: "Forbidden" });
    await expect(agent.create("Pod", podManifest("stowaway"))).rejects.toMatchObject({ reason: "Forbidden" });
    await expect(agent.apply(podManifest("stowaway"))).rejects.toMatchObject({ reason: "Forbidden" });
    expect((await agent.create("Node", { ...node, metadata: { name: "node-1" } })).metadata.name).toBe("node-1");
  });

  it("leaves Secrets and pods to others when it is the gateway", async () => {
    const { gateway } = await withPods();
    expect((await gateway.list("Service")).items).toEqual([]);
    await expect(gateway.list("Pod")).rejects.toMatchObject({ reason: "Forbidden" });
    await expect(gateway.get("Secret", here("key-of-mine"))).rejects.toMatchObject({ reason: "Forbidden" });
  });
});
