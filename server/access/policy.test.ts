import { describe, expect, it } from "vitest";
import type { Verb } from "@/server/cluster/cluster";
import { anonymous, gatewaySubject, type Subject, systemSubject } from "@/server/cluster/subject";
import { aRoleBinding } from "@/server/objects/builders/rbacBuilders";
import { builtInRbac } from "@/server/objects/rbac/builtInRoles";
import { Grants, type RbacObject } from "./grants";
import { createPolicy, forbidden } from "./policy";

const person = (...groups: string[]): Subject => ({
  name: "ann@example.com",
  groups: ["system:authenticated", ...groups],
});

function can(
  subject: Subject,
  verb: Verb,
  what: string,
  extra: { namespace?: string; name?: string } = {},
  more: RbacObject[] = [],
) {
  const [full = "", group = ""] = what.split("@");
  const [resource = "", subresource] = full.split("/");
  const grants = new Grants();
  for (const object of [...builtInRbac, ...more]) grants.put(object);
  const policy = createPolicy({
    grants,
    nodes: { pod: async () => undefined, podsOf: async () => [], volume: async () => undefined },
  });
  return policy.authorise(subject, { verb, group, resource, subresource, namespace: "default", ...extra });
}
const isAllowed = async (...args: Parameters<typeof can>) => (await can(...args)).isAllowed;

describe("the policy for people", () => {
  it("denies whoever has no role, signed in or not", async () => {
    expect(await isAllowed(anonymous, "get", "pods")).toBe(false);
    expect(await isAllowed(person(), "list", "namespaces")).toBe(false);
    expect(await isAllowed(person("pilothouse:boss"), "get", "pods")).toBe(false);
  });

  it("lets a viewer read everything but Secrets, and write nothing", async () => {
    const viewer = person("pilothouse:viewer");
    for (const what of [
      "pods",
      "pods/log",
      "nodes",
      "deployments@apps",
      "httproutes@gateway.networking.k8s.io",
      "leases@coordination.k8s.io",
    ])
      for (const verb of ["get", "list", "watch"] as const) expect(await isAllowed(viewer, verb, what)).toBe(true);
    for (const verb of ["get", "list", "watch"] as const) expect(await isAllowed(viewer, verb, "secrets")).toBe(false);
    for (const what of ["pods", "deployments@apps", "pods/eviction", "pods/exec", "deployments/scale@apps"])
      for (const verb of ["create", "update", "patch", "delete"] as const)
        expect(await isAllowed(viewer, verb, what)).toBe(false);
  });

  it("lets an operator scale, restart, cordon, evict and delete pods, but not exec", async () => {
    const operator = person("pilothouse:operator");
    expect(await isAllowed(operator, "patch", "deployments/scale@apps")).toBe(true);
    expect(await isAllowed(operator, "patch", "deployments@apps")).toBe(true);
    expect(await isAllowed(operator, "patch", "nodes")).toBe(true);
    expect(await isAllowed(operator, "create", "pods/eviction")).toBe(true);
    expect(await isAllowed(operator, "delete", "pods")).toBe(true);
    for (const what of ["pods/exec", "secrets", "deployments@apps"])
      expect(await isAllowed(operator, "create", what)).toBe(false);
    expect(await isAllowed(operator, "delete", "deployments@apps")).toBe(false);
  });

  it("keeps an operator's patch to what operating means", async () => {
    const { refuses } = await can(person("pilothouse:operator"), "patch", "deployments@apps");
    const metadata = { name: "web", uid: "1", resourceVersion: "1", creationTimestamp: "" };
    const web = (spec: object, rv = "1") => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...metadata, resourceVersion: rv },
      spec,
    });
    expect(refuses?.({ old: web({ replicas: 1 }), next: web({ replicas: 3 }, "2") })).toBeUndefined();
    const restarted = web({ template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": "now" } } } });
    expect(refuses?.({ old: web({ template: {} }), next: restarted })).toBeUndefined();
    const image = (name: string) => web({ template: { spec: { containers: [{ name: "a", image: name }] } } });
    expect(refuses?.({ old: image("a"), next: image("b") })).toBe("may not change spec.template.spec.containers");
  });

  it("lets a deployer change workloads, config and Secrets, but neither nodes nor namespaces", async () => {
    const deployer = person("pilothouse:deployer");
    for (const what of [
      "deployments@apps",
      "services",
      "secrets",
      "configmaps",
      "httproutes@gateway.networking.k8s.io",
      "jobs@batch",
    ])
      for (const verb of ["create", "patch", "delete"] as const)
        expect(await isAllowed(deployer, verb, what)).toBe(true);
    expect(await isAllowed(deployer, "create", "pods/exec")).toBe(true);
    for (const what of [
      "nodes",
      "namespaces",
      "pods/binding",
      "pods/status",
      "gateways@gateway.networking.k8s.io",
      "clusterroles@rbac.authorization.k8s.io",
    ])
      for (const verb of ["create", "patch", "delete"] as const)
        expect(await isAllowed(deployer, verb, what)).toBe(false);
  });

  it("lets an admin and the platform's own parts do all", async () => {
    for (const subject of [person("pilothouse:admin"), systemSubject("scheduler")])
      expect(
        await isAllowed(subject, "delete", "clusterroles@rbac.authorization.k8s.io", { namespace: undefined }),
      ).toBe(true);
  });

  it("keeps a binding of one namespace to that namespace", async () => {
    const bound = aRoleBinding("shop", "deployer", { kind: "User", name: "ann@example.com" });
    expect(await isAllowed(person(), "create", "deployments@apps", { namespace: "shop" }, [bound])).toBe(true);
    expect(await isAllowed(person(), "create", "deployments@apps", { namespace: "default" }, [bound])).toBe(false);
    expect(await isAllowed(person(), "list", "deployments@apps", { namespace: undefined }, [bound])).toBe(false);
  });

  it("refuses in Kubernetes' words", () => {
    const error = forbidden(person(), {
      verb: "patch",
      group: "apps",
      resource: "deployments",
      subresource: "scale",
      namespace: "shop",
      name: "web",
    });
    expect(error.reason).toBe("Forbidden");
    expect(error.says).toBe(
      'deployments.apps "web" is forbidden: User "ann@example.com" cannot patch resource "deployments/scale" in API group "apps" in the namespace "shop"',
    );
    expect(forbidden(anonymous, { verb: "list", group: "", resource: "nodes" }).says).toMatch(
      /in API group "" at the cluster scope$/,
    );
  });
});

describe("the policy for the gateway", () => {
  it("lets it read what traffic goes by and write the status of routes, and nothing else", async () => {
    const routes = "gateway.networking.k8s.io";
    for (const what of [
      "namespaces",
      "services",
      "endpointslices@discovery.k8s.io",
      `httproutes@${routes}`,
      `gateways@${routes}`,
      `gatewayclasses@${routes}`,
    ])
      expect(await isAllowed(gatewaySubject, "watch", what)).toBe(true);
    expect(await isAllowed(gatewaySubject, "patch", `httproutes/status@${routes}`)).toBe(true);
    expect(await isAllowed(gatewaySubject, "patch", `httproutes@${routes}`)).toBe(false);
    for (const what of ["secrets", "configmaps", "pods", "nodes", "deployments@apps", "pods/log"])
      expect(await isAllowed(gatewaySubject, "list", what)).toBe(false);
    for (const what of ["services", "services/status", "endpointslices@discovery.k8s.io", `gateways@${routes}`])
      for (const verb of ["create", "update", "patch", "delete"] as const)
        expect(await isAllowed(gatewaySubject, verb, what)).toBe(false);
  });
});
