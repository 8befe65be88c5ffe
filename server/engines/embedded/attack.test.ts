import { beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { type Subject, systemSubject } from "@/server/cluster/subject";
import { aRole, aRoleBinding, aRule } from "@/server/objects/builders/rbacBuilders";
import { limitsAnnotation } from "@/server/objects/rbac/limits";
import type { KubeObject, Manifest } from "@/server/objects/types";
import { type TestEngine, testEngine } from "./testEngine";

const dee: Subject = { name: "dee@example.com", groups: ["system:authenticated"] };
const toDee = { kind: "User", name: dee.name };

let engine: TestEngine;
let deployer: Cluster;

const manifest = ({ metadata: { name, namespace }, ...rest }: KubeObject): Manifest => ({
  ...rest,
  metadata: { name, namespace },
});
const podWith = (spec: object): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "shop" },
  spec: { containers: [{ name: "c", image: "x", command: ["sh"] }], ...spec },
});
const dataFolder = [{ name: "v", hostPath: { path: "/var/lib/pilothouse/secrets" } }];

/** Dee may deploy in `shop`, and nothing else; `bank` holds what she wants. */
beforeEach(async () => {
  engine = testEngine();
  const platform = engine.cluster.as(systemSubject("test"));
  for (const name of ["shop", "bank"]) {
    await platform.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    const metadata = { name: "key", namespace: name };
    await platform.create("Secret", { apiVersion: "v1", kind: "Secret", metadata, stringData: { key: "hush" } });
    await platform.create("ServiceAccount", {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "boss", namespace: name },
    });
  }
  const binding = aRoleBinding("shop", "deployer", toDee);
  await platform.create("RoleBinding", manifest(binding));
  deployer = engine.cluster.as(dee);
  await expect.poll(() => deployer.can("get", "Secret", { namespace: "shop", name: "key" })).toBe(true);
  engine.entries.splice(0);
});

const refused = { reason: "Forbidden" };

describe("a deployer of one namespace", () => {
  it("reads the secrets there, and no other's by any verb", async () => {
    const at = { namespace: "bank", name: "key" };
    expect((await deployer.get("Secret", { ...at, namespace: "shop" })).data).toHaveProperty("key");
    await expect(deployer.get("Secret", at)).rejects.toMatchObject(refused);
    await expect(deployer.list("Secret", { namespace: "bank" })).rejects.toMatchObject(refused);
    await expect(deployer.list("Secret")).rejects.toMatchObject(refused);
    await expect(deployer.list("Secret", { masked: true })).rejects.toMatchObject(refused);
    await expect(deployer.history("Secret", at)).rejects.toMatchObject(refused);
    const watching = async () => {
      for await (const _batch of deployer.watch("Secret", { namespace: "bank" })) return;
    };
    await expect(watching()).rejects.toMatchObject(refused);
    await expect(deployer.patch("Secret", at, { type: "merge", body: { data: {} } })).rejects.toMatchObject(refused);
    await expect(deployer.delete("Secret", at)).rejects.toMatchObject(refused);
    await expect(deployer.exec({ namespace: "bank", name: "p" }, { command: ["env"] })).rejects.toMatchObject(refused);
    expect(engine.entries.every(({ namespace, outcome }) => namespace === "shop" || outcome === "refused")).toBe(true);
    expect(JSON.stringify(engine.entries)).not.toMatch(/hush|aHVzaA/);
  });

  it("mints no token, there or elsewhere", async () => {
    const question = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", metadata: {}, spec: {} };
    for (const namespace of ["shop", "bank"])
      await expect(deployer.ask(question, { namespace, name: "boss" })).rejects.toMatchObject(refused);
    expect(engine.entries.map(({ verb, outcome }) => `${verb} ${outcome}`)).toEqual(["token refused", "token refused"]);
  });

  it("gives nobody a role: neither binds one, nor makes one, nor widens what there is", async () => {
    const everything = aRule(["*"], ["*"], "*");
    for (const object of [
      aRoleBinding("shop", "cluster-admin", toDee),
      aRoleBinding("shop", "deployer", toDee),
      aRole("shop", "mine", everything),
    ]) {
      await expect(deployer.create(object.kind, manifest(object))).rejects.toMatchObject(refused);
      await expect(deployer.apply(manifest(object))).rejects.toMatchObject(refused);
    }
    const at = { namespace: "shop", name: "to-deployer" };
    const body = { subjects: [{ kind: "Group", name: "system:authenticated" }] };
    await expect(deployer.patch("RoleBinding", at, { type: "merge", body })).rejects.toMatchObject(refused);
    await expect(deployer.delete("RoleBinding", at)).rejects.toMatchObject(refused);
    const loosen = { metadata: { annotations: { [limitsAnnotation]: null } } };
    await expect(
      deployer.patch("ClusterRole", { name: "operator" }, { type: "merge", body: loosen }),
    ).rejects.toMatchObject(refused);
  });

  it("mounts nothing of the machine, by no kind that runs pods", async () => {
    await expect(deployer.create("Pod", podWith({ volumes: dataFolder }))).rejects.toThrow(
      /hostPath volumes \(volume "v"\)/,
    );
    for (const spec of [{ hostPID: true }, { hostNetwork: true }])
      await expect(deployer.create("Pod", podWith(spec))).rejects.toMatchObject(refused);
    const labels = { app: "x" };
    const template = { metadata: { labels }, spec: { ...(podWith({ volumes: dataFolder }).spec as object) } };
    for (const kind of ["Deployment", "ReplicaSet", "DaemonSet"]) {
      const spec = { selector: { matchLabels: labels }, template };
      const workload = { apiVersion: "apps/v1", kind, metadata: { name: "w", namespace: "shop" }, spec };
      await expect(deployer.create(kind, workload)).rejects.toThrow(/hostPath volumes \(volume "v"\)/);
    }
  });

  it("starts what could take over the machine once a role says so, as an administrator does", async () => {
    const risky = podWith({ volumes: dataFolder });
    const admin = engine.cluster.as({ name: "ada@example.com", groups: ["pilothouse:admin"] });
    await admin.create("Pod", risky, { dryRun: true });
    const role = aRole("shop", "risky", aRule(["use"], ["podsecuritylevels"], "pilothouse.dev"));
    const platform = engine.cluster.as(systemSubject("test"));
    for (const object of [role, aRoleBinding("shop", "Role/risky", toDee)])
      await platform.create(object.kind, manifest(object));
    const attempt = () => deployer.create("Pod", risky, { dryRun: true }).then(() => "started", String);
    await expect.poll(attempt).toBe("started");
  });

  it("leads no volume out of its folder", async () => {
    const mount = (subPath: string) =>
      podWith({
        volumes: [{ name: "v", emptyDir: {} }],
        containers: [
          { name: "c", image: "x", command: ["sh"], volumeMounts: [{ name: "v", mountPath: "/v", subPath }] },
        ],
      });
    for (const subPath of ["../../secrets", "/etc", "a/../../b"])
      await expect(deployer.create("Pod", mount(subPath))).rejects.toMatchObject({ reason: "Invalid" });
    const items = [{ key: "key", path: "../../up" }];
    await expect(
      deployer.create("Pod", podWith({ volumes: [{ name: "v", secret: { secretName: "key", items } }] })),
    ).rejects.toMatchObject({ reason: "Invalid" });
  });
});
