import type { PolicyRule } from "../types";
import { coversPath, coversResource, includes } from "./rules";

/**
 * What of the wanted rules the held ones do not give, broken into single grants and joined by verb, in a steady order.
 * After Kubernetes' `rbac/validation.Covers`.
 */
export function uncovered(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return joined(wanted.flatMap(atomsOf).filter((atom) => !held.some((rule) => covers(rule, atom))));
}

/** Rules as Kubernetes prints them: `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`, one a line. */
export function rulesText(rules: readonly PolicyRule[]): string {
  return rules.map(ruleText).join("\n");
}

function atomsOf(rule: PolicyRule): PolicyRule[] {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const names = resourceNames.length === 0 ? [undefined] : resourceNames;
  return verbs.flatMap((verb) => [
    ...nonResourceURLs.map((url) => ({ verbs: [verb], nonResourceURLs: [url] })),
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        names.map((name) => ({
          verbs: [verb],
          apiGroups: [group],
          resources: [resource],
          ...(name !== undefined && { resourceNames: [name] }),
        })),
      ),
    ),
  ]);
}

function covers(rule: PolicyRule, atom: PolicyRule): boolean {
  const [verb = ""] = atom.verbs;
  if (!includes(rule.verbs, verb)) return false;
  const [url] = atom.nonResourceURLs ?? [];
  if (url !== undefined) return (rule.nonResourceURLs ?? []).some((own) => coversPath(own, url));
  const { apiGroups = [], resources = [], resourceNames = [] } = rule;
  const [[group = ""] = [], [resource = ""] = [], [name] = []] = [atom.apiGroups, atom.resources, atom.resourceNames];
  const coversName = resourceNames.length === 0 || (name !== undefined && resourceNames.includes(name));
  return includes(apiGroups, group) && coversResource(resources, resource) && coversName;
}

function joined(atoms: readonly PolicyRule[]): PolicyRule[] {
  const byTarget = new Map<string, { rule: PolicyRule; verbs: Set<string> }>();
  for (const rule of atoms) {
    const target = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames, rule.nonResourceURLs]);
    const entry = byTarget.get(target) ?? { rule, verbs: new Set<string>() };
    for (const verb of rule.verbs) entry.verbs.add(verb);
    byTarget.set(target, entry);
  }
  const rules = [...byTarget.values()].map(({ rule, verbs }) => ({ ...rule, verbs: [...verbs].sort() }));
  return rules.sort((a, b) => (ruleText(a) < ruleText(b) ? -1 : 1));
}

function ruleText({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: PolicyRule): string {
  const parts = Object.entries({
    APIGroups: apiGroups,
    Resources: resources,
    ResourceNames: resourceNames,
    NonResourceURLs: nonResourceURLs,
    Verbs: verbs,
  }).flatMap(([name, list]) => (list && list.length > 0 ? [`${name}:[${list.map(quoted).join(" ")}]`] : []));
  return `{${parts.join(", ")}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
