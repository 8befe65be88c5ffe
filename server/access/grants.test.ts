import { describe, expect, it } from "vitest";
import type { Subject } from "@/server/cluster/subject";
import { aClusterRole, aClusterRoleBinding, aRole, aRoleBinding, aRule } from "@/server/objects/builders/rbacBuilders";
import { Grants, type RbacObject } from "./grants";

const ann: Subject = { name: "ann", groups: ["team"] };
const account: Subject = { name: "system:serviceaccount:shop:web", groups: ["system:serviceaccounts"] };
const read = aClusterRole("read", aRule(["get"], ["pods"]));
const write = aRole("shop", "write", aRule(["create"], ["pods"]));

function grantsOf(...objects: RbacObject[]): Grants {
  const grants = new Grants();
  for (const object of objects) grants.put(object);
  return grants;
}
const verbs = (grants: Grants, subject: Subject, namespace?: string) =>
  [...grants.heldBy(subject, namespace)].flatMap(({ rules }) => rules.flatMap((rule) => rule.verbs)).sort();

describe("what somebody holds", () => {
  it("is what is bound to the name, the groups or the service account, here or everywhere", () => {
    const grants = grantsOf(
      ...[read, write],
      aClusterRoleBinding("read", { kind: "Group", name: "team" }),
      aRoleBinding("shop", "Role/write", { kind: "User", name: "ann" }, { kind: "ServiceAccount", name: "web" }),
    );
    expect(verbs(grants, ann, "shop")).toEqual(["create", "get"]);
    expect(verbs(grants, ann, "other")).toEqual(["get"]);
    expect(verbs(grants, ann)).toEqual(["get"]);
    expect(verbs(grants, account, "shop")).toEqual(["create"]);
    expect([...grants.heldBy(account, "shop")].map(({ by }) => by)).toEqual([
      'RoleBinding "to-write/shop" of Role "write" to ServiceAccount "web/shop"',
    ]);
  });

  it("follows each change of a role or a binding, in any order", () => {
    const binding = aClusterRoleBinding("read", { kind: "User", name: "ann" });
    const grants = grantsOf(binding);
    expect(verbs(grants, ann)).toEqual([]);
    expect([...grants.missingFor(ann, undefined)]).toEqual(['clusterrole.rbac.authorization.k8s.io "read" not found']);
    grants.put(read);
    expect(verbs(grants, ann)).toEqual(["get"]);
    grants.put({ ...binding, subjects: [{ kind: "User", name: "eve" }] });
    expect(verbs(grants, ann)).toEqual([]);
    expect(verbs(grants, { name: "eve", groups: [] })).toEqual(["get"]);
    grants.remove(binding);
    expect(verbs(grants, { name: "eve", groups: [] })).toEqual([]);
  });

  it("is found without looking at other people's bindings", () => {
    const many = Array.from({ length: 2_000 }, (_, index) => {
      const binding = aClusterRoleBinding("read", { kind: "User", name: `user-${index}` });
      return { ...binding, metadata: { ...binding.metadata, name: `b-${index}` } };
    });
    const grants = grantsOf(read, ...many);
    let touched = 0;
    for (const _held of grants.heldBy({ name: "user-7", groups: ["a", "b"] }, "shop")) touched++;
    expect(touched).toBe(1);
  });
});
