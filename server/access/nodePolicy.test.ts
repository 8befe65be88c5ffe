import { describe, expect, it } from "vitest";
import type { Verb } from "@/server/cluster/cluster";
import { nodeSubject } from "@/server/cluster/subject";
import type { KubeObject, PersistentVolume, Pod, PodSpec } from "@/server/objects/types";
import { authoriseNode } from "./nodePolicy";
import type { Attributes } from "./policyTypes";

const me = nodeSubject("node-1");

function aPod(name: string, nodeName: string | undefined, spec: Partial<PodSpec> = {}, isDeleting = false): Pod {
  const deleted = isDeleting ? { deletionTimestamp: "2026-01-01T00:00:00Z" } : {};
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default", uid: name, resourceVersion: "1", creationTimestamp: "", ...deleted },
    spec: { containers: [{ name: "main", image: "web" }], nodeName, ...spec },
  };
}

const pods = [
  aPod("mine", "node-1", {
    containers: [
      { name: "main", image: "web", env: [{ name: "KEY", valueFrom: { secretKeyRef: { name: "key", key: "k" } } }] },
    ],
    volumes: [
      { name: "conf", configMap: { name: "conf" } },
      { name: "data", persistentVolumeClaim: { claimName: "data" } },
    ],
  }),
  aPod("leaving", "node-1", {}, true),
  aPod("theirs", "node-2", { volumes: [{ name: "s", secret: { secretName: "theirs" } }] }, true),
  aPod("unbound", undefined),
];
const aVolume = (name: string, claim: string): PersistentVolume => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name, uid: name, resourceVersion: "1", creationTimestamp: "" },
  spec: { claimRef: { namespace: "default", name: claim } },
});
const volumes = [aVolume("pv-data", "data"), aVolume("pv-other", "other")];
const lookups = {
  pod: async (_namespace: string, name: string) => pods.find((pod) => pod.metadata.name === name),
  volume: async (name: string) => volumes.find((volume) => volume.metadata.name === name),
  podsOf: async (node: string) => pods.filter((pod) => pod.spec.nodeName === node),
};
const ask = (verb: Verb, what: string, more: Partial<Attributes> = {}) => {
  const [full = "", group = ""] = what.split("@");
  const [resource = "", subresource] = full.split("/");
  return authoriseNode(me, { verb, group, resource, subresource, namespace: "default", ...more }, lookups);
};
const isAllowed = async (...args: Parameters<typeof ask>) => (await ask(...args)).isAllowed;
const named = (name: string): KubeObject => pods.find((pod) => pod.metadata.name === name) ?? aPod(name, undefined);

describe("the policy for agents", () => {
  it("shows an agent the claims that its node's pods refer to, and the volumes behind them, by name", async () => {
    const isShown = (what: string, name: string) => isAllowed("get", what, { name });
    expect(await isShown("persistentvolumeclaims", "data")).toBe(true);
    expect(await isShown("persistentvolumeclaims", "other")).toBe(false);
    expect(await isShown("persistentvolumes", "pv-data")).toBe(true);
    expect(await isShown("persistentvolumes", "pv-other")).toBe(false);
    expect(await isAllowed("list", "persistentvolumes")).toBe(false);
    expect(await isAllowed("patch", "persistentvolumeclaims", { name: "data" })).toBe(false);
  });

  it("lets an agent list and watch its own node's pods only", async () => {
    expect(await isAllowed("watch", "pods", { namespace: undefined, fieldSelector: "spec.nodeName=node-1" })).toBe(
      true,
    );
    for (const fieldSelector of [
      undefined,
      "spec.nodeName=node-2",
      "spec.nodeName!=node-2",
      "spec.nodeName=node-11",
      "metadata.name=mine",
      "spec.nodeName=,x=node-1",
    ])
      expect(await isAllowed("list", "pods", { namespace: undefined, fieldSelector })).toBe(false);
  });

  it("shows an agent a single pod only when it is bound to its node", async () => {
    const { sees } = await ask("get", "pods", { name: "mine" });
    expect(sees?.(named("mine"))).toBe(true);
    expect(sees?.(named("theirs"))).toBe(false);
    expect(sees?.(named("unbound"))).toBe(false);
  });

  it("keeps a status write to its own pods, to the status and the ports, and asks for the uid", async () => {
    const decision = await ask("patch", "pods/status", { name: "mine" });
    expect(decision).toMatchObject({ isAllowed: true, needsUid: true });
    expect(decision.sees?.(named("theirs"))).toBe(false);
    const mine = named("mine");
    const annotated = (name: string) => ({ ...mine, metadata: { ...mine.metadata, annotations: { [name]: "{}" } } });
    expect(
      decision.refuses?.({ old: mine, next: { ...annotated("pilothouse.dev/ports"), status: { phase: "Running" } } }),
    ).toBeUndefined();
    expect(decision.refuses?.({ old: mine, next: annotated("example.com/other") })).toMatch(/may not change/);
    expect(
      decision.refuses?.({ old: mine, next: { ...mine, metadata: { ...mine.metadata, ownerReferences: [] } } }),
    ).toMatch(/ownerReferences/);
  });

  it("deletes only its own pods, and only once they are being deleted", async () => {
    expect(await ask("delete", "pods", { name: "leaving" })).toMatchObject({ isAllowed: true, needsUid: true });
    for (const name of ["mine", "theirs", "unbound"]) expect(await isAllowed("delete", "pods", { name })).toBe(false);
    expect(await isAllowed("delete", "pods", { name: "already-gone" })).toBe(true);
    expect(await isAllowed("deletecollection", "pods")).toBe(false);
  });

  it("reads a ConfigMap or Secret only by name and only when a pod of its own refers to it", async () => {
    expect(await isAllowed("get", "secrets", { name: "key" })).toBe(true);
    expect(await isAllowed("get", "configmaps", { name: "conf" })).toBe(true);
    expect(await isAllowed("watch", "configmaps", { fieldSelector: "metadata.name=conf" })).toBe(true);
    for (const name of ["theirs", "conf", "other"]) expect(await isAllowed("get", "secrets", { name })).toBe(false);
    expect(await isAllowed("list", "secrets")).toBe(false);
    expect(await isAllowed("list", "secrets", { namespace: undefined, fieldSelector: "metadata.name=key" })).toBe(
      false,
    );
    expect(await isAllowed("list", "secrets", { fieldSelector: "type=Opaque,metadata.name=key" })).toBe(false);
    for (const verb of ["create", "update", "patch", "delete"] as const)
      expect(await isAllowed(verb, "secrets", { name: "key" })).toBe(false);
  });

  it("has to do with its own Node only, and cannot lift a cordon, a taint or a held label", async () => {
    const own = { namespace: undefined, name: "node-1" };
    for (const verb of ["get", "create"] as const) expect(await isAllowed(verb, "nodes", own)).toBe(true);
    expect(await isAllowed("patch", "nodes/status", own)).toBe(true);
    for (const verb of ["get", "create", "patch"] as const)
      expect(await isAllowed(verb, "nodes", { ...own, name: "node-2" })).toBe(false);
    expect(await isAllowed("delete", "nodes", own)).toBe(false);
    expect(await isAllowed("list", "nodes", { namespace: undefined })).toBe(false);
    const { refuses } = await ask("patch", "nodes", own);
    const node = (spec: object, labels: Record<string, string> = {}): KubeObject => ({
      ...named("mine"),
      kind: "Node",
      spec,
      metadata: { ...named("mine").metadata, labels },
    });
    expect(refuses?.({ old: node({}), next: node({}, { "kubernetes.io/os": "linux" }) })).toBeUndefined();
    expect(refuses?.({ old: node({ unschedulable: true }), next: node({}) })).toMatch(/spec/);
    expect(refuses?.({ old: node({ taints: [{ key: "a" }] }), next: node({ taints: [] }) })).toMatch(/spec.taints/);
    const held = { "example.node-restriction.kubernetes.io/tier": "1" };
    expect(refuses?.({ old: node({}), next: node({}, held) })).toMatch(/node-restriction/);
  });

  it("renews its own Lease only", async () => {
    const lease = "leases@coordination.k8s.io";
    const own = { namespace: "kube-node-lease", name: "node-1" };
    for (const verb of ["get", "create", "update", "patch"] as const)
      expect(await isAllowed(verb, lease, own)).toBe(true);
    expect(await isAllowed("update", lease, { ...own, name: "node-2" })).toBe(false);
    expect(await isAllowed("update", lease, { ...own, namespace: "default" })).toBe(false);
  });

  it("reaches nothing by a subresource, another kind or a false name", async () => {
    for (const what of [
      "pods/exec",
      "pods/binding",
      "pods/eviction",
      "pods/log",
      "deployments@apps",
      "namespaces",
      "services/status",
      "nodes/proxy",
      "clusterroles@rbac.authorization.k8s.io",
      "pods@apps",
    ])
      for (const verb of ["create", "update", "patch"] as const)
        expect(await isAllowed(verb, what, { name: "mine" })).toBe(false);
    expect(await isAllowed("create", "pods")).toBe(false);
    expect(
      (
        await authoriseNode(
          { name: "node-1", groups: ["system:nodes"] },
          { verb: "get", group: "", resource: "nodes", name: "node-1" },
          lookups,
        )
      ).isAllowed,
    ).toBe(false);
  });
});
