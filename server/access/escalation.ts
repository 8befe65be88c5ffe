import type { Subject } from "@/server/cluster/subject";
import { isEqual } from "@/server/lib/equal";
import { ClusterError } from "@/server/lib/errors";
import { rulesText, uncovered } from "@/server/objects/rbac/covers";
import { unlimitedPart } from "@/server/objects/rbac/limits";
import { allows } from "@/server/objects/rbac/rules";
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from "@/server/objects/types";
import { rbacGroup } from "@/server/objects/validation/rbac";
import type { Grants } from "./grants";
import type { Attributes, Decision } from "./policyTypes";

const everything: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];
const writes = new Set(["create", "update", "patch"]);

/**
 * Nobody writes a role or a binding that gives more than the writer has, unless the writer may `escalate` that role or
 * `bind` it. After Kubernetes' `policybased` storages. Undefined for acts that grant nothing.
 */
export function refuseEscalation(grants: Grants, subject: Subject, asked: Attributes): Decision["refuses"] {
  if (asked.group !== rbacGroup || asked.subresource || !writes.has(asked.verb)) return undefined;
  const writer: Writer = { grants, subject, asked };
  if (asked.resource === "roles" || asked.resource === "clusterroles")
    return ({ old, next }) =>
      next && refuseRole(writer, next as Role | ClusterRole, old as Role | ClusterRole | undefined);
  if (asked.resource === "rolebindings" || asked.resource === "clusterrolebindings")
    return ({ old, next }) => next && refuseBinding(writer, next as RoleBinding, old as RoleBinding | undefined);
  return undefined;
}

interface Writer {
  readonly grants: Grants;
  readonly subject: Subject;
  readonly asked: Attributes;
}

function refuseRole(writer: Writer, next: Role | ClusterRole, old?: Role | ClusterRole): ClusterError | undefined {
  const { asked } = writer;
  const { name, namespace } = next.metadata;
  if (old && isEqual(grantedBy(old), grantedBy(next))) return undefined;
  const { resource } = asked;
  if (may(writer, { verb: "escalate", group: rbacGroup, resource, namespace, name })) return undefined;
  if ("aggregationRule" in next && next.aggregationRule && uncovered(heldBy(writer, undefined), everything).length > 0)
    return refused(asked, name, "must have cluster-admin privileges to use the aggregationRule");
  return refuseRules(writer, { name, namespace, rules: next.rules ?? [] });
}

/**
 * All of a role or binding that may say who has what: labels bring a role's rules into others, and annotations limit
 * them. What only the garbage collector and the platform write is left out.
 */
function grantedBy(object: Role | ClusterRole | AnyBinding): object {
  const { ownerReferences: _owners, finalizers: _finalizers, managedFields: _managed, ...metadata } = object.metadata;
  const { resourceVersion: _revision, generation: _generation, ...kept } = metadata;
  return { ...object, metadata: kept };
}

function refuseBinding(writer: Writer, next: AnyBinding, old: AnyBinding | undefined): ClusterError | undefined {
  const { grants, asked } = writer;
  const { roleRef, metadata } = next;
  const { name, namespace } = metadata;
  if (old && isEqual(grantedBy(old), grantedBy(next))) return undefined;
  const resource = roleRef.kind === "Role" ? "roles" : "clusterroles";
  if (may(writer, { verb: "bind", group: rbacGroup, resource, namespace, name: roleRef.name })) return undefined;
  const scope = roleRef.kind === "Role" ? (namespace ?? "") : "";
  const role = grants.role({ ...roleRef, namespace: scope });
  if (!role)
    return new ClusterError("NotFound", {
      says: `${asked.resource}.${rbacGroup} "${roleRef.name}" not found`,
      about: { kind: asked.resource, group: rbacGroup, name: roleRef.name },
    });
  return refuseRules(writer, { name, namespace, rules: role.rules });
}

type AnyBinding = RoleBinding | ClusterRoleBinding;

interface Wanted {
  readonly name: string;
  readonly namespace?: string;
  readonly rules: readonly PolicyRule[];
}

function refuseRules(writer: Writer, { name, namespace, rules }: Wanted): ClusterError | undefined {
  const missing = uncovered(heldBy(writer, namespace), rules);
  if (missing.length === 0) return undefined;
  const { subject, asked } = writer;
  const groups = subject.groups.map((group) => JSON.stringify(group)).join(" ");
  const who = `user ${JSON.stringify(subject.name)} (groups=[${groups}])`;
  const why = `${who} is attempting to grant RBAC permissions not currently held:\n${rulesText(missing)}`;
  return refused(asked, name, why);
}

function refused({ resource, group }: Attributes, name: string, why: string): ClusterError {
  const says = `${resource}.${group} "${name}" is forbidden: ${why}`;
  return new ClusterError("Forbidden", { says, about: { kind: resource, group, name } });
}

/** What the writer has and could hand on. */
function heldBy({ grants, subject }: Writer, namespace: string | undefined): readonly PolicyRule[] {
  return [...grants.heldBy(subject, namespace)].flatMap(({ rules, limits }) => unlimitedPart(rules, limits));
}

function may({ grants, subject }: Writer, act: Attributes): boolean {
  for (const { rules } of grants.heldBy(subject, act.namespace))
    if (rules.some((rule) => allows(rule, act))) return true;
  return false;
}
