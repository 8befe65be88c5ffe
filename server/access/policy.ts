import type { Subject } from "@/server/cluster/subject";
import { ClusterError } from "@/server/lib/errors";
import { authoriseNode, type NodeLookups } from "./nodePolicy";
import { authoriseGateway } from "./policyGateway";
import { matches, onlyChanges, type PolicyRule } from "./policyRules";
import type { Attributes, Decision, Policy } from "./policyTypes";

export interface Role {
  readonly name: string;
  readonly rules: readonly PolicyRule[];
}

/** Who has a role: in one namespace, or (without one) in the whole cluster. */
export interface Binding {
  readonly role: string;
  readonly subjects: readonly { readonly kind: "User" | "Group"; readonly name: string }[];
  readonly namespace?: string;
}

export interface PolicyOptions {
  roles(): readonly Role[];
  bindings(): readonly Binding[];
  readonly nodes: NodeLookups;
}

const allowed: Decision = { isAllowed: true };
const denied: Decision = { isAllowed: false };

/**
 * Default deny. Parts of the platform in this process (`system:masters`) may do all; agents and the gateway what their
 * own policies say and nothing else; people what the rules of their roles add up to, as Kubernetes' RBAC does.
 */
export function createPolicy(options: PolicyOptions): Policy {
  return {
    async authorise(subject, attributes) {
      if (subject.groups.includes("system:masters")) return allowed;
      if (subject.groups.includes("system:nodes")) return authoriseNode(subject, attributes, options.nodes);
      if (subject.groups.includes("system:gateways")) return authoriseGateway(attributes);
      return authoriseByRules(rulesOf(subject, attributes.namespace, options), attributes);
    },
  };
}

/** The rules that hold for a subject in a namespace: those bound there and those bound in the whole cluster. */
function rulesOf(subject: Subject, namespace: string | undefined, options: PolicyOptions): readonly PolicyRule[] {
  const roles = new Map(options.roles().map((role) => [role.name, role.rules]));
  return options.bindings().flatMap((binding) => {
    if (binding.namespace !== undefined && binding.namespace !== namespace) return [];
    const isBound = binding.subjects.some(({ kind, name }) =>
      kind === "User" ? name === subject.name : subject.groups.includes(name),
    );
    return isBound ? (roles.get(binding.role) ?? []) : [];
  });
}

function authoriseByRules(rules: readonly PolicyRule[], attributes: Attributes): Decision {
  const found = rules.filter((rule) => matches(rule, attributes));
  if (found.length === 0) return denied;
  if (found.some((rule) => rule.fields === undefined)) return allowed;
  return { isAllowed: true, refuses: onlyChanges(found.flatMap((rule) => rule.fields ?? [])) };
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
