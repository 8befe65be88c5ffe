import type { Subject } from "@/server/cluster/subject";
import { ClusterError } from "@/server/lib/errors";
import { type FieldPath, limitedTo } from "@/server/objects/rbac/limits";
import { allows, allowsPath } from "@/server/objects/rbac/rules";
import type { PolicyRule } from "@/server/objects/types";
import { refuseEscalation } from "./escalation";
import type { Grants } from "./grants";
import { authoriseNode, type NodeLookups } from "./nodePolicy";
import { authoriseGateway } from "./policyGateway";
import { onlyChanges } from "./policyRules";
import type { Attributes, Decision, PathAttributes, Policy } from "./policyTypes";

export interface PolicyOptions {
  readonly grants: Grants;
  /** Resolves once `grants` knows what is stored; people wait for it, the platform's own parts do not. */
  ready?(): Promise<void> | undefined;
  readonly nodes: NodeLookups;
}

const allowed: Decision = { isAllowed: true };
const everything: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

/**
 * Default deny. Parts of the platform in this process (`system:masters`) may do all; agents and the gateway what their
 * own policies say and nothing else; people and their programs what the rules of their roles add up to, as Kubernetes'
 * RBAC does. Who writes a role or a binding gives nobody more than the writer has.
 */
export function createPolicy({ grants, ready, nodes }: PolicyOptions): Policy {
  return {
    async authorise(subject, attributes) {
      if (isMaster(subject)) return allowed;
      if (subject.groups.includes("system:nodes")) return authoriseNode(subject, attributes, nodes);
      if (subject.groups.includes("system:gateways")) return authoriseGateway(attributes);
      await ready?.();
      return authoriseByRules(grants, subject, attributes);
    },
    async authorisePath(subject, asked) {
      if (isMaster(subject)) return allowed;
      await ready?.();
      return authorisePath(grants, known(subject), asked);
    },
    async rulesOf(subject, namespace) {
      if (isMaster(subject)) return everything;
      await ready?.();
      return [...grants.heldBy(subject, namespace)].flatMap(({ rules }) => rules);
    },
  };
}

function isMaster({ groups }: Subject): boolean {
  return groups.includes("system:masters");
}

/** Agents and the gateway may read what the API tells about itself, as everybody may who is known. */
function known(subject: Subject): Subject {
  const { groups } = subject;
  if (groups.includes("system:unauthenticated") || groups.includes("system:authenticated")) return subject;
  return { ...subject, groups: [...groups, "system:authenticated"] };
}

function authoriseByRules(grants: Grants, subject: Subject, attributes: Attributes): Decision {
  const { verb, group, resource, subresource, namespace } = attributes;
  const isUpdate = (verb === "update" || verb === "patch") && !subresource;
  const escalates = refuseEscalation(grants, subject, attributes);
  const fields: FieldPath[] = [];
  let isLimited = false;
  for (const { rules, limits, by } of grants.heldBy(subject, namespace)) {
    if (!rules.some((rule) => allows(rule, attributes))) continue;
    const limit = isUpdate && limits ? limitedTo(limits, group, resource) : undefined;
    if (!limit) return { isAllowed: true, reason: `RBAC: allowed by ${by}`, ...(escalates && { refuses: escalates }) };
    isLimited = true;
    fields.push(...limit);
  }
  const strays = onlyChanges(fields);
  if (isLimited) return { isAllowed: true, refuses: (written) => strays(written) ?? escalates?.(written) };
  return { isAllowed: false, ...missing(grants, subject, namespace) };
}

function authorisePath(grants: Grants, subject: Subject, { verb, path }: PathAttributes): Decision {
  for (const { rules, by } of grants.heldBy(subject, undefined))
    if (rules.some((rule) => allowsPath(rule, verb, path)))
      return { isAllowed: true, reason: `RBAC: allowed by ${by}` };
  return { isAllowed: false, ...missing(grants, subject, undefined) };
}

function missing(grants: Grants, subject: Subject, namespace: string | undefined): Pick<Decision, "reason"> {
  const roles = [...grants.missingFor(subject, namespace)];
  if (roles.length === 0) return {};
  return { reason: `RBAC: ${roles.length === 1 ? roles[0] : `[${roles.join(", ")}]`}` };
}

/** The refusal in Kubernetes' words. */
export function forbidden(subject: Subject, attributes: Attributes, reason?: string): ClusterError {
  const { verb, group, resource, subresource, namespace, name } = attributes;
  const what = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace "${namespace}"` : "at the cluster scope";
  const says =
    `${group ? `${resource}.${group}` : resource}${name ? ` "${name}"` : ""} is forbidden: ` +
    `User "${subject.name}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`;
  return new ClusterError("Forbidden", {
    says: reason ? `${says}: ${reason}` : says,
    about: { kind: resource, group, name },
  });
}

/** The same for a path that is no resource. */
export function forbiddenPath(subject: Subject, { verb, path }: PathAttributes): ClusterError {
  return new ClusterError("Forbidden", { says: `forbidden: User "${subject.name}" cannot ${verb} path "${path}"` });
}
