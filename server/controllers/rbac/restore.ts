import { isEqual } from "@/server/lib/equal";
import { autoUpdateAnnotation, type BuiltInRbac } from "@/server/objects/rbac/builtInRoles";
import { uncovered } from "@/server/objects/rbac/covers";
import { limitsAnnotation } from "@/server/objects/rbac/limits";
import type { ClusterRole, ClusterRoleBinding } from "@/server/objects/types";
import { type Action, nothing, type Outcome } from "../actions";

type RoleOrBinding = ClusterRole | ClusterRoleBinding;

/**
 * What is missing of a built-in role or binding comes back; what people added to it stays. One that says `false` to
 * `autoupdate` is left as it is, and one that binds another role is made anew. After Kubernetes' `reconciliation`.
 */
export function restore(wanted: BuiltInRbac, current: RoleOrBinding | undefined): Outcome {
  if (!current) return { actions: [{ do: "create", kind: wanted.kind, manifest: wanted }] };
  if (current.metadata.annotations?.[autoUpdateAnnotation] === "false") return nothing;
  const whole = withMarks(wanted, current);
  if (isBinding(wanted) && isBinding(whole)) return restoreBinding(wanted, whole, current);
  return update(current, withRules(wanted as ClusterRole, whole as ClusterRole));
}

/** Labels and annotations; a limit is part of what the role gives, so it is put back as it was. */
function withMarks<T extends RoleOrBinding>({ metadata }: BuiltInRbac, current: T): T {
  const { labels, annotations } = current.metadata;
  const limits = metadata.annotations?.[limitsAnnotation];
  const marks = {
    labels: { ...metadata.labels, ...labels },
    annotations: {
      ...metadata.annotations,
      ...annotations,
      ...(limits !== undefined && { [limitsAnnotation]: limits }),
    },
  };
  return { ...current, metadata: { ...current.metadata, ...marks } };
}

function isBinding(object: object): object is ClusterRoleBinding {
  return "roleRef" in object;
}

function withRules(wanted: ClusterRole, current: ClusterRole): ClusterRole {
  const { aggregationRule } = wanted;
  if (aggregationRule) {
    const selectors = current.aggregationRule?.clusterRoleSelectors ?? [];
    const missing = (aggregationRule.clusterRoleSelectors ?? []).filter(
      (selector) => !selectors.some((one) => isEqual(one, selector)),
    );
    return missing.length === 0
      ? current
      : { ...current, aggregationRule: { clusterRoleSelectors: [...selectors, ...missing] } };
  }
  const rules = current.rules ?? [];
  const missing = (wanted.rules ?? []).filter((rule) => uncovered(rules, [rule]).length > 0);
  return missing.length === 0 ? current : { ...current, rules: [...rules, ...missing] };
}

function restoreBinding(wanted: ClusterRoleBinding, whole: ClusterRoleBinding, current: RoleOrBinding): Outcome {
  if (!isEqual(wanted.roleRef, whole.roleRef))
    return { actions: [{ do: "delete", kind: current.kind, object: current }] };
  const subjects = whole.subjects ?? [];
  const missing = (wanted.subjects ?? []).filter((subject) => !subjects.some((one) => isEqual(one, subject)));
  return update(current, missing.length === 0 ? whole : { ...whole, subjects: [...subjects, ...missing] });
}

function update(current: RoleOrBinding, next: RoleOrBinding): Outcome {
  const action: Action = { do: "update", kind: current.kind, object: next };
  return isEqual(current, next) ? nothing : { actions: [action] };
}
