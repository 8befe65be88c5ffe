import { describe, expect, it } from "vitest";
import type { Subject } from "@/server/cluster/subject";
import { aClusterRole, aClusterRoleBinding, aRole, aRoleBinding, aRule } from "@/server/objects/builders/rbacBuilders";
import { builtInRbac } from "@/server/objects/rbac/builtInRoles";
import { limitsAnnotation } from "@/server/objects/rbac/limits";
import type { KubeObject } from "@/server/objects/types";
import { rbacGroup } from "@/server/objects/validation/rbac";
import { Grants, type RbacObject } from "./grants";
import { createPolicy } from "./policy";

const bob: Subject = { name: "bob", groups: ["g2", "system:authenticated"] };
const toBob = { kind: "User", name: "bob" };
const writesRbac = ["create", "update", "patch"];

/** What bob is told who may write RBAC objects in `shop` (and what more is said here), and holds `get pods` there. */
async function refusal(
  resource: string,
  written: { old?: KubeObject; next: KubeObject },
  more: readonly RbacObject[] = [],
): Promise<string | undefined> {
  const grants = new Grants();
  const roles = ["roles", "clusterroles", "rolebindings", "clusterrolebindings"];
  const own = [
    aClusterRole("rbac-writer", aRule(writesRbac, roles, rbacGroup)),
    aClusterRoleBinding("rbac-writer", toBob),
    aRole("shop", "reader", aRule(["get"], ["pods"])),
    aRoleBinding("shop", "Role/reader", toBob),
  ];
  for (const object of [...builtInRbac, ...own, ...more]) grants.put(object);
  const policy = createPolicy({
    grants,
    nodes: { pod: async () => undefined, podsOf: async () => [], volume: async () => undefined },
  });
  const { namespace, name } = written.next.metadata;
  const asked = { verb: written.old ? "update" : "create", group: rbacGroup, resource, namespace, name };
  const decision = await policy.authorise(bob, asked);
  expect(decision.isAllowed).toBe(true);
  const found = decision.refuses?.(written);
  return typeof found === "string" ? found : found?.says;
}

describe("whoever may write roles and bindings", () => {
  it("makes a role of what that person has, and of nothing more", async () => {
    const get = aRole("shop", "r", aRule(["get"], ["pods"]));
    expect(await refusal("roles", { next: get })).toBeUndefined();
    expect(await refusal("roles", { next: aRole("shop", "r", aRule(["get", "delete"], ["pods"])) })).toBe(
      'roles.rbac.authorization.k8s.io "r" is forbidden: user "bob" (groups=["g2" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}',
    );
    expect(await refusal("roles", { next: aRole("default", "r", aRule(["get"], ["pods"])) })).toMatch(/not currently/);
    expect(await refusal("clusterroles", { next: aClusterRole("r", aRule(["get"], ["pods"])) })).toMatch(
      /not currently/,
    );
  });

  it("cannot widen a role, nor bring it into another by a label, nor loosen its limit", async () => {
    const old = aRole("shop", "r", aRule(["patch"], ["nodes"]));
    const labelled = { ...old, metadata: { ...old.metadata, labels: { a: "b" } } };
    expect(await refusal("roles", { old, next: labelled })).toMatch(/not currently held/);
    const annotations = { [limitsAnnotation]: '{"nodes":["spec"]}' };
    const limited = { ...old, metadata: { ...old.metadata, annotations } };
    expect(await refusal("roles", { old: limited, next: old })).toMatch(/not currently held/);
    const collected = { ...old, metadata: { ...old.metadata, resourceVersion: "2", finalizers: ["a/b"] } };
    expect(await refusal("roles", { old, next: collected })).toBeUndefined();
  });

  it("binds roles of what that person has, and no other", async () => {
    const eve = { kind: "User", name: "eve" };
    expect(await refusal("rolebindings", { next: aRoleBinding("shop", "Role/reader", eve) })).toBeUndefined();
    expect(await refusal("rolebindings", { next: aRoleBinding("shop", "cluster-admin", eve) })).toBe(
      'rolebindings.rbac.authorization.k8s.io "to-cluster-admin" is forbidden: user "bob" (groups=["g2" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}',
    );
    expect(await refusal("clusterrolebindings", { next: aClusterRoleBinding("viewer", toBob) })).toMatch(
      /not currently held/,
    );
    expect(await refusal("rolebindings", { next: aRoleBinding("shop", "nope", eve) })).toBe(
      'rolebindings.rbac.authorization.k8s.io "nope" not found',
    );
  });

  it("cannot let a binding that is there reach more people", async () => {
    const old = aRoleBinding("shop", "deployer", { kind: "User", name: "dee" });
    const next = { ...old, subjects: [...(old.subjects ?? []), toBob] };
    expect(await refusal("rolebindings", { old, next })).toMatch(/not currently held/);
  });

  it("goes beyond with the verbs `escalate` and `bind`, for the roles that they name", async () => {
    const verbs = aClusterRole("beyond", aRule(["escalate"], ["roles"], rbacGroup), {
      ...aRule(["bind"], ["clusterroles"], rbacGroup),
      resourceNames: ["viewer"],
    });
    const more = [verbs, aRoleBinding("shop", "beyond", toBob)];
    expect(await refusal("roles", { next: aRole("shop", "r", aRule(["*"], ["*"], "*")) }, more)).toBeUndefined();
    expect(await refusal("rolebindings", { next: aRoleBinding("shop", "viewer", toBob) }, more)).toBeUndefined();
    expect(await refusal("rolebindings", { next: aRoleBinding("shop", "deployer", toBob) }, more)).toMatch(
      /not currently/,
    );
  });

  it("aggregates roles only with every right", async () => {
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] };
    const next = { ...aClusterRole("all"), aggregationRule };
    expect(await refusal("clusterroles", { next })).toBe(
      'clusterroles.rbac.authorization.k8s.io "all" is forbidden: must have cluster-admin privileges to use the aggregationRule',
    );
    const admin = [aClusterRoleBinding("cluster-admin", toBob)];
    expect(await refusal("clusterroles", { next }, admin)).toBeUndefined();
  });

  it("hands on no update that the own role limits to some fields", async () => {
    const more = [aClusterRoleBinding("operator", toBob)];
    const patchNodes = aClusterRole("r", aRule(["patch"], ["nodes"]));
    expect(await refusal("clusterroles", { next: patchNodes }, more)).toMatch(
      /Resources:\["nodes"\], Verbs:\["patch"\]/,
    );
  });
});
