import { describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { aDeployment, aNamespace, aPod, aSecret, aService } from "@/server/objects/builders";
import type { Deployment, KubeObject, Manifest, Namespace, Pod, Service } from "@/server/objects/types";
import { admit } from "./admit";
import { contextWith, registry, submit } from "./testing";

const home = aNamespace("default").build();
const podManifest = (spec = {}, metadata = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace: "default", ...metadata },
  spec: { containers: [{ name: "main", image: "web:1" }], ...spec },
});
const createPod = async (spec = {}, others: readonly KubeObject[] = [], metadata = {}) =>
  (await submit({ object: podManifest(spec, metadata) }, contextWith([home, ...others]))) as Pod;

describe("a new object", () => {
  it("gets its identity from the platform, whatever it brings", async () => {
    const brought = { uid: "mine", generation: 9, resourceVersion: "7", creationTimestamp: "2001-01-01T00:00:00Z" };
    const { metadata } = await createPod({}, [], { ...brought, deletionTimestamp: "2001-01-01T00:00:00Z" });
    expect(metadata).toMatchObject({ uid: "uid-1", generation: 1, creationTimestamp: "2026-01-01T00:00:00Z" });
    expect(metadata.deletionTimestamp).toBeUndefined();
  });

  it("gets a name from its prefix", async () => {
    const { metadata } = await createPod({}, [], { name: undefined, generateName: "web-" });
    expect(metadata.name).toBe("web-abcde");
  });

  it("brings no status", async () => {
    const object = { ...podManifest(), status: { phase: "Running" } };
    const pod = (await submit({ object }, contextWith([home]))) as Pod;
    expect(pod.status).toEqual({ phase: "Pending", qosClass: "BestEffort" });
  });

  it("needs a namespace that is there and stays", async () => {
    await expect(submit({ object: podManifest() }, contextWith([]))).rejects.toMatchObject({
      reason: "NotFound",
      says: 'namespaces "default" not found',
    });
    const going = aNamespace("default").deletedAt("2026-01-01T00:00:00Z").build();
    await expect(submit({ object: podManifest() }, contextWith([going]))).rejects.toMatchObject({
      reason: "Forbidden",
      says: expect.stringContaining("because it is being terminated"),
    });
  });

  it("is not changed where it was handed in", async () => {
    const object = podManifest();
    const before = structuredClone(object);
    await submit({ object }, contextWith([home]));
    expect(object).toEqual(before);
  });
});

describe("a pod's priority", () => {
  const classOf = (name: string, value: number) => ({
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { ...home.metadata, name },
    value,
  });
  const high = classOf("high", 1000);

  it("comes from the class that it names, or from the default class", async () => {
    expect((await createPod({ priorityClassName: "high" }, [high])).spec.priority).toBe(1000);
    const usual = { ...classOf("usual", 5), globalDefault: true };
    expect((await createPod({}, [high, usual])).spec).toMatchObject({ priority: 5, priorityClassName: "usual" });
    expect((await createPod({ priorityClassName: "system-node-critical" })).spec.priority).toBe(2_000_001_000);
  });

  it("cannot be set by hand", async () => {
    await expect(createPod({ priority: 7 })).rejects.toThrow("the integer value of priority (7) must not be provided");
  });
});

describe("an update", () => {
  const old = aDeployment("web").build();
  const change = async (edit: (draft: Deployment) => void, subresource?: "status" | "scale") => {
    const object = structuredClone(old);
    edit(object);
    return (await submit({ object, old, subresource })) as Deployment;
  };

  it("counts a generation when what is wanted changes, and not for labels", async () => {
    expect((await change(({ spec }) => Object.assign(spec, { replicas: 3 }))).metadata.generation).toBe(2);
    expect((await change(({ metadata }) => Object.assign(metadata, { labels: { a: "b" } }))).metadata.generation).toBe(
      1,
    );
  });

  it("leaves the status to those who write it, and the rest to those who do not", async () => {
    const edit = (draft: Deployment) => {
      draft.spec.replicas = 9;
      draft.status = { replicas: 9 };
      draft.metadata.annotations = { note: "1" };
    };
    expect(await change(edit)).toMatchObject({ spec: { replicas: 9 } });
    expect((await change(edit)).status).toEqual(old.status);
    const status = await change(edit, "status");
    expect(status).toMatchObject({ status: { replicas: 9 }, metadata: { annotations: { note: "1" }, generation: 1 } });
    expect(status.spec).toEqual(old.spec);
  });

  it("of the scale changes the number of replicas and nothing else", async () => {
    const scaled = await change((draft) => {
      draft.spec.replicas = 4;
      draft.spec.paused = true;
    }, "scale");
    expect(scaled.spec).toEqual({ ...old.spec, replicas: 4 });
  });

  it("needs none of what the platform wrote", async () => {
    const { uid: _uid, creationTimestamp: _at, resourceVersion: _version, ...metadata } = old.metadata;
    const object = { ...old, metadata } as unknown as Manifest;
    expect((await submit({ object, old })).metadata).toMatchObject({ uid: old.metadata.uid, generation: 1 });
  });

  it("keeps a namespace's finalizers until it is deleted", async () => {
    const stored = aNamespace("team")
      .with(({ spec }) => void Object.assign(spec, { finalizers: ["kubernetes"] }))
      .build();
    const object = { ...stored, spec: {} };
    expect(((await submit({ object, old: stored })) as Namespace).spec.finalizers).toEqual(["kubernetes"]);
    const going = aNamespace("team").deletedAt("2026-01-01T00:00:00Z").build();
    expect(
      ((await submit({ object: { ...going, spec: {} }, old: going })) as Namespace).spec.finalizers,
    ).toBeUndefined();
  });
});

describe("a Service", () => {
  const context = () => contextWith([home]);
  const create = async (spec: object, at = context()) =>
    (await submit(
      { object: { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "default" }, spec } },
      at,
    )) as Service;

  it("gets node ports that no other has, and gives them back when it needs none", async () => {
    const at = context();
    const ports = [
      { port: 80, name: "a" },
      { port: 81, name: "b" },
    ];
    const one = await create({ type: "NodePort", ports }, at);
    const two = await create({ type: "NodePort", ports }, at);
    const given = [...(one.spec.ports ?? []), ...(two.spec.ports ?? [])].map(({ nodePort }) => nodePort);
    expect(new Set(given).size).toBe(4);
    const back = { ...one, spec: { ...one.spec, type: "ClusterIP", externalTrafficPolicy: undefined } };
    const plain = (await submit({ object: back as KubeObject, old: one }, at)) as Service;
    expect(plain.spec.ports?.map(({ nodePort }) => nodePort)).toEqual([undefined, undefined]);
  });

  it("keeps its address and node ports when an update does not name them", async () => {
    const old = await create({ type: "NodePort", ports: [{ port: 80 }] });
    const { clusterIP: _ip, clusterIPs: _ips, ...spec } = old.spec;
    const object = { ...old, spec: { ...spec, ports: [{ port: 80, targetPort: 8080 }] } } as KubeObject;
    const next = (await submit({ object, old }, context())) as Service;
    expect(next.spec.clusterIP).toBe(old.spec.clusterIP);
    expect(next.spec.ports?.[0]?.nodePort).toBe(old.spec.ports?.[0]?.nodePort);
  });

  it("is refused an address out of range, and a port out of range or taken", async () => {
    await expect(create({ ports: [{ port: 80 }], clusterIP: "1.2.3.4" })).rejects.toThrow("not in the valid range");
    const ports = [{ port: 80, nodePort: 80 }];
    await expect(create({ type: "NodePort", ports })).rejects.toThrow("The range of valid ports is 30000-32767");
    const other = aService("other").with(({ spec }) => {
      spec.type = "NodePort";
      spec.ports = [{ port: 80, nodePort: 30_080 }];
    });
    const taken = create(
      { type: "NodePort", ports: [{ port: 80, nodePort: 30_080 }] },
      contextWith([home, other.build()]),
    );
    await expect(taken).rejects.toThrow("provided port is already allocated");
  });

  it("takes no address from others in a dry run", async () => {
    const at = context();
    const object = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "a", namespace: "default" },
      spec: { ports: [{ port: 80 }] },
    };
    const dry = (await submit({ object, dryRun: true }, at)) as Service;
    expect((await create({ ports: [{ port: 80 }] }, at)).spec.clusterIP).toBe(dry.spec.clusterIP);
  });
});

it("keeps a Secret's clear text out of stringData, and its base64 in one line", async () => {
  const manifest = { ...aSecret("s").build(), data: { a: "YWFh\nYmJi" }, stringData: { b: "ü" } };
  const secret = await submit({ object: manifest as KubeObject }, contextWith([home]));
  expect(secret).not.toHaveProperty("stringData");
  expect(secret.data).toEqual({ a: "YWFhYmJi", b: Buffer.from("ü").toString("base64") });
});

it("protects the namespaces that the platform needs", async () => {
  const kind = registry.byKind("Namespace");
  if (!kind) throw new Error("Namespace is no kind");
  const request = {
    verb: "delete",
    kind,
    object: home,
    old: home,
    subject: systemSubject("test"),
    dryRun: false,
  } as const;
  await expect(admit(request, contextWith([]))).rejects.toMatchObject({
    says: 'namespaces "default" is forbidden: this namespace may not be deleted',
  });
});

it("refuses a pod that is bound already a change of its containers", async () => {
  const old = aPod("web").onNode("a").build();
  const object = aPod("web").onNode("b").build();
  await expect(submit({ object, old })).rejects.toMatchObject({ reason: "Invalid", fields: [{ field: "spec" }] });
});
