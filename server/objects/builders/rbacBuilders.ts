import type { ClusterRole, ClusterRoleBinding, PolicyRule, RbacSubject, Role, RoleBinding } from "../types";
import { rbacGroup } from "../validation/rbac";
import { metadataFor } from "./builder";

const apiVersion = `${rbacGroup}/v1` as const;

/** A rule of the core group unless it says otherwise: `aRule(["get"], ["pods"])`. */
export function aRule(verbs: string[], resources: string[], ...apiGroups: string[]): PolicyRule {
  return { verbs, apiGroups: apiGroups.length > 0 ? apiGroups : [""], resources };
}

export function aRole(namespace: string, name: string, ...rules: PolicyRule[]): Role {
  return { apiVersion, kind: "Role", metadata: metadataFor("Role", name, namespace), rules };
}

export function aClusterRole(name: string, ...rules: PolicyRule[]): ClusterRole {
  return { apiVersion, kind: "ClusterRole", metadata: metadataFor("ClusterRole", name), rules };
}

/** Gives a ClusterRole (or `Role/NAME`, one of the namespace) in one namespace. */
export function aRoleBinding(namespace: string, role: string, ...subjects: RbacSubject[]): RoleBinding {
  const [kind, name] = role.startsWith("Role/") ? ["Role", role.slice("Role/".length)] : ["ClusterRole", role];
  const metadata = metadataFor("RoleBinding", `to-${name}`, namespace);
  return { apiVersion, kind: "RoleBinding", metadata, roleRef: { apiGroup: rbacGroup, kind, name }, subjects };
}

/** Gives a ClusterRole in the whole cluster. */
export function aClusterRoleBinding(name: string, ...subjects: RbacSubject[]): ClusterRoleBinding {
  const metadata = metadataFor("ClusterRoleBinding", `to-${name}`);
  const roleRef = { apiGroup: rbacGroup, kind: "ClusterRole", name };
  return { apiVersion, kind: "ClusterRoleBinding", metadata, roleRef, subjects };
}
