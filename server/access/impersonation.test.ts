import { describe, expect, it } from "vitest";
import { gatewaySubject, nodeSubject, type Subject } from "@/server/cluster/subject";
import { aClusterRole, aClusterRoleBinding, aRule } from "@/server/objects/builders/rbacBuilders";
import { builtInRbac } from "@/server/objects/rbac/builtInRoles";
import type { PolicyRule } from "@/server/objects/types";
import { Grants } from "./grants";
import { type Headers, impersonated } from "./impersonation";
import { createPolicy } from "./policy";

const person = (...groups: string[]): Subject => ({
  name: "ann@example.com",
  groups: ["system:authenticated", ...groups],
  via: "127.0.0.1",
});
const admin = person("pilothouse:admin");

/** As `asker` with these headers; `rules` are a ClusterRole of ann's. */
function ask(asker: Subject, headers: Headers, rules: PolicyRule[] = []): Promise<Subject> {
  const ann = { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann@example.com" };
  const grants = new Grants();
  for (const object of [...builtInRbac, aClusterRole("of-ann", ...rules), aClusterRoleBinding("of-ann", ann)])
    grants.put(object);
  const nodes = { pod: async () => undefined, podsOf: async () => [], volume: async () => undefined };
  return impersonated(asker, headers, createPolicy({ grants, nodes }));
}

const alice = { "impersonate-user": ["alice"] };
const rule = (resource: string, group = "", ...resourceNames: string[]): PolicyRule => ({
  ...aRule(["impersonate"], [resource], group),
  ...(resourceNames.length > 0 && { resourceNames }),
});

// What is expected here is what a Kubernetes 1.37 API server answered to the same headers.
describe("impersonation", () => {
  it("leaves who asks alone where nobody else is named", async () => {
    expect(await ask(admin, {})).toBe(admin);
    expect(await ask(admin, { "impersonate-user": [""] })).toBe(admin);
  });

  it("makes an administrator whom it wants to be, and keeps both names", async () => {
    expect(await ask(admin, alice)).toEqual({
      name: "alice",
      groups: ["system:authenticated"],
      via: "127.0.0.1",
      impersonatedBy: "ann@example.com",
    });
    const headers = {
      "impersonate-user": ["alice", "carl"],
      "impersonate-uid": ["u1"],
      "impersonate-group": ["a", "b,c"],
      "impersonate-extra-acme.com%2fx": ["1", "2"],
    };
    expect(await ask(admin, headers)).toMatchObject({
      name: "alice",
      uid: "u1",
      groups: ["a", "b,c", "system:authenticated"],
      extra: { "acme.com/x": ["1", "2"] },
    });
  });

  it("gives a service account the groups of its namespace, unless groups are named", async () => {
    const account = { "impersonate-user": ["system:serviceaccount:shop:bob"] };
    const groups = ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"];
    expect((await ask(admin, account)).groups).toEqual(groups);
    expect((await ask(admin, { ...account, "impersonate-group": ["dev"] })).groups).toEqual([
      "dev",
      "system:authenticated",
    ]);
    expect((await ask(admin, { "impersonate-user": ["system:anonymous"] })).groups).toEqual(["system:unauthenticated"]);
  });

  it("is refused without the verb for each of user, account, group, extra and uid", async () => {
    const refused = (headers: Headers, rules: PolicyRule[] = []) => expect(ask(person(), headers, rules)).rejects;
    const says = (what: string, where = "at the cluster scope") => `${what} ${where}`;
    await refused(alice).toThrow(
      'users "alice" is forbidden: User "ann@example.com" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    await refused({ "impersonate-user": ["system:serviceaccount:shop:bob"] }, [rule("users")]).toThrow(
      says('cannot impersonate resource "serviceaccounts" in API group ""', 'in the namespace "shop"'),
    );
    const users = [rule("users", "", "alice")];
    await refused({ ...alice, "impersonate-group": ["system:masters"] }, users).toThrow(
      'groups "system:masters" is forbidden: User "ann@example.com" cannot impersonate resource "groups"',
    );
    await refused({ ...alice, "impersonate-uid": ["u1"] }, users).toThrow(
      'uids.authentication.k8s.io "u1" is forbidden: User "ann@example.com" cannot impersonate resource "uids"',
    );
    await refused({ ...alice, "impersonate-extra-scopes": ["s"] }, users).toThrow(
      'userextras.authentication.k8s.io "s" is forbidden: User "ann@example.com" cannot impersonate resource "userextras/scopes"',
    );
  });

  it("is allowed for those whom a rule names, and for no other", async () => {
    expect((await ask(person(), alice, [rule("users", "", "alice")])).name).toBe("alice");
    await expect(ask(person(), { "impersonate-user": ["carl"] }, [rule("users", "", "alice")])).rejects.toThrow(
      'users "carl" is forbidden',
    );
  });

  it("is in no built-in role but the administrator's, and no right of an agent or the gateway", async () => {
    for (const role of ["viewer", "operator", "deployer"])
      await expect(ask(person(`pilothouse:${role}`), alice)).rejects.toThrow("is forbidden");
    for (const part of [nodeSubject("node-1"), gatewaySubject])
      await expect(ask(part, alice)).rejects.toThrow("is forbidden");
  });

  it("wants a user: a group, a uid or an extra alone is a bad request", async () => {
    await expect(ask(admin, { "impersonate-group": ["dev"] })).rejects.toThrow(
      'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"dev"}, Extra:map[string][]string(nil)} without impersonating a user name',
    );
    await expect(ask(admin, { "impersonate-extra-a": ["dev"] })).rejects.toThrow(
      'Groups:[]string(nil), Extra:map[string][]string{"a":[]string{"dev"}}}',
    );
  });
});
