import { isEqual } from "@/server/lib/equal";
import { matchesSelector } from "../selector";
import type { ClusterRole, PolicyRule } from "../types";
import { limitsAnnotation } from "./limits";

/**
 * The rules that an aggregated role should have: those of every other role that its selectors choose, by name, each rule
 * once. Undefined when it has them already, or is no aggregated role. After Kubernetes' clusterroleaggregation.
 */
export function aggregated(role: ClusterRole, all: readonly ClusterRole[]): PolicyRule[] | undefined {
  const selectors = role.aggregationRule?.clusterRoleSelectors;
  if (!selectors) return undefined;
  const rules: PolicyRule[] = [];
  const byName = all.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const selector of selectors)
    for (const other of byName) {
      if (other.metadata.name === role.metadata.name || other.metadata.annotations?.[limitsAnnotation]) continue;
      if (!matchesSelector(selector, other.metadata.labels ?? {})) continue;
      for (const rule of other.rules ?? []) if (!rules.some((one) => isEqual(one, rule))) rules.push(rule);
    }
  return isEqual(rules, role.rules ?? []) ? undefined : rules;
}
