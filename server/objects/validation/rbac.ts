import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import { validateLimits } from "../rbac/limits";
import type { ClusterRole, ClusterRoleBinding, PolicyRule, RbacSubject, Role, RoleBinding } from "../types";
import { forEachOf, invalid, invalidEach, notSupported, required } from "./fieldErrors";
import { validateSelector } from "./labels";
import { dnsSubdomain, pathSegment } from "./names";

export const rbacGroup = "rbac.authorization.k8s.io";

/** After Kubernetes' `ValidateRole`; and our limits. */
export function validateRole({ metadata, rules }: Role): FieldError[] {
  return [...validateRules(rules, true), ...validateLimits(metadata)];
}

/** After Kubernetes' `ValidateClusterRole`; and our limits. */
export function validateClusterRole({ metadata, rules, aggregationRule }: ClusterRole): FieldError[] {
  const field = "aggregationRule.clusterRoleSelectors";
  const selectors = aggregationRule?.clusterRoleSelectors ?? [];
  return [
    ...validateRules(rules, false),
    ...(aggregationRule && selectors.length === 0
      ? [required(field, "at least one clusterRoleSelector required if aggregationRule is non-nil")]
      : []),
    ...forEachOf(selectors, field, (selector, at) => {
      const found = validateSelector(selector, at);
      return found.length > 0 ? [...found, invalid(at, null, "invalid label selector.")] : [];
    }),
    ...validateLimits(metadata),
  ];
}

function validateRules(rules: readonly PolicyRule[] | undefined, isNamespaced: boolean): FieldError[] {
  return forEachOf(rules, "rules", (rule, at) => validateRule(rule, at, isNamespaced));
}

function validateRule(rule: PolicyRule, at: string, isNamespaced: boolean): FieldError[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const url = (detail: string) => invalid(`${at}.nonResourceURLs`, nonResourceURLs, detail);
  const mixes = apiGroups.length + resources.length + resourceNames.length > 0;
  const found = verbs.length === 0 ? [required(`${at}.verbs`)] : [];
  if (nonResourceURLs.length > 0)
    return [
      ...found,
      ...(isNamespaced ? [url("namespaced rules cannot apply to non-resource URLs")] : []),
      ...(mixes ? [url("rules cannot apply to both regular resources and non-resource URLs")] : []),
    ];
  return [
    ...found,
    ...(apiGroups.length === 0
      ? [required(`${at}.apiGroups`, "resource rules must supply at least one api group")]
      : []),
    ...(resources.length === 0
      ? [required(`${at}.resources`, "resource rules must supply at least one resource")]
      : []),
  ];
}

/** After Kubernetes' `ValidateRoleBinding` and `ValidateClusterRoleBinding`. */
export function validateRoleBinding(binding: RoleBinding, old?: RoleBinding): FieldError[] {
  return validateBinding(binding, old, ["Role", "ClusterRole"]);
}

export function validateClusterRoleBinding(binding: ClusterRoleBinding, old?: ClusterRoleBinding): FieldError[] {
  return validateBinding(binding, old, ["ClusterRole"]);
}

type AnyBinding = Pick<RoleBinding, "roleRef" | "subjects">;

function validateBinding(
  { roleRef, subjects }: AnyBinding,
  old: AnyBinding | undefined,
  kinds: readonly string[],
): FieldError[] {
  const { apiGroup, kind, name } = roleRef ?? {};
  const shown = { APIGroup: apiGroup, Kind: kind, Name: name };
  return [
    ...(apiGroup === rbacGroup ? [] : [notSupported("roleRef.apiGroup", apiGroup ?? "", [rbacGroup])]),
    ...(kinds.includes(kind ?? "") ? [] : [notSupported("roleRef.kind", kind ?? "", kinds)]),
    ...(name ? invalidEach("roleRef.name", name, pathSegment(name)) : [required("roleRef.name")]),
    ...forEachOf(subjects, "subjects", (subject, at) => validateSubject(subject, at, kinds.length > 1)),
    ...(old && !isEqual(old.roleRef, roleRef) ? [invalid("roleRef", shown, "field is immutable")] : []),
  ];
}

const subjectKinds = ["ServiceAccount", "User", "Group"];

function validateSubject(subject: RbacSubject, at: string, isNamespaced: boolean): FieldError[] {
  const { kind, name, namespace, apiGroup = "" } = subject;
  const unnamed = name ? [] : [required(`${at}.name`)];
  if (!subjectKinds.includes(kind)) return [...unnamed, notSupported(`${at}.kind`, kind ?? "", subjectKinds)];
  const isAccount = kind === "ServiceAccount";
  const group = isAccount ? "" : rbacGroup;
  return [
    ...unnamed,
    ...(isAccount && name ? invalidEach(`${at}.name`, name, dnsSubdomain(name)) : []),
    ...(apiGroup === group ? [] : [notSupported(`${at}.apiGroup`, apiGroup, [group])]),
    ...(isAccount && !isNamespaced && !namespace ? [required(`${at}.namespace`)] : []),
  ];
}
