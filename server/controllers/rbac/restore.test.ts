import { describe, expect, it } from "vitest";
import { aClusterRole, aRule } from "@/server/objects/builders/rbacBuilders";
import { autoUpdateAnnotation, type BuiltInRbac, builtInRbac } from "@/server/objects/rbac/builtInRoles";
import { limitsAnnotation } from "@/server/objects/rbac/limits";
import type { ClusterRole, ClusterRoleBinding } from "@/server/objects/types";
import { restore } from "./restore";

function builtIn<T extends ClusterRole | ClusterRoleBinding>(kind: T["kind"], name: string): BuiltInRbac & T {
  const found = builtInRbac.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found as BuiltInRbac & T;
}

describe("a built-in role or binding", () => {
  it("comes back when it is deleted, and is left alone when nothing of it is missing", () => {
    for (const wanted of builtInRbac) {
      expect(restore(wanted, undefined).actions).toMatchObject([{ do: "create", manifest: wanted }]);
      expect(restore(wanted, wanted).actions).toEqual([]);
    }
  });

  it("gets back the rules that were taken, and keeps those that were added", () => {
    const deployer = builtIn<ClusterRole>("ClusterRole", "deployer");
    const extra = aRule(["get"], ["widgets"], "example.com");
    const [action] = restore(deployer, { ...deployer, rules: [extra] }).actions;
    expect(action).toMatchObject({ do: "update", object: { rules: [extra, ...(deployer.rules ?? [])] } });
  });

  it("gets back its limit exactly, since without it the role would give more", () => {
    const operator = builtIn<ClusterRole>("ClusterRole", "operator");
    const annotations = { ...operator.metadata.annotations, [limitsAnnotation]: '{"nodes":["spec"]}' };
    const loosened = { ...operator, metadata: { ...operator.metadata, annotations } };
    const [action] = restore(operator, loosened).actions;
    expect(action).toMatchObject({ do: "update", object: { metadata: operator.metadata } });
  });

  it("gets back its subjects, and is made anew when it binds another role", () => {
    const admins = builtIn<ClusterRoleBinding>("ClusterRoleBinding", "pilothouse:admin");
    expect(restore(admins, { ...admins, subjects: [] }).actions).toMatchObject([{ do: "update", object: admins }]);
    const other = { ...admins, roleRef: { ...admins.roleRef, name: "viewer" } };
    expect(restore(admins, other).actions).toMatchObject([{ do: "delete", object: other }]);
  });

  it("stays as people made it when it says so", () => {
    const viewer = builtIn<ClusterRole>("ClusterRole", "viewer");
    const metadata = { ...viewer.metadata, annotations: { [autoUpdateAnnotation]: "false" } };
    expect(restore(viewer, { ...aClusterRole("viewer"), metadata }).actions).toEqual([]);
  });
});
