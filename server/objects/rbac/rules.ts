import type { PolicyRule } from "../types";

/** What a rule is held against: an act on a resource, in the words of Kubernetes' `ResourceAttributes`. */
export interface ResourceAct {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Absent for list, watch, and create by generateName. */
  readonly name?: string;
}

/** After Kubernetes' `rbac.RuleAllows`: a rule with resourceNames never allows an act without a name. */
export function allows(rule: PolicyRule, { verb, group, resource, subresource, name }: ResourceAct): boolean {
  const { verbs, apiGroups = [], resources = [], resourceNames = [] } = rule;
  return (
    includes(verbs, verb) &&
    includes(apiGroups, group) &&
    coversResource(resources, subresource ? `${resource}/${subresource}` : resource) &&
    (resourceNames.length === 0 || (name !== undefined && resourceNames.includes(name)))
  );
}

/** Whether a rule lets one reach a path that is no resource (`/version`); `/api/*` stands for all that begin so. */
export function allowsPath({ verbs, nonResourceURLs = [] }: PolicyRule, verb: string, path: string): boolean {
  return includes(verbs, verb) && nonResourceURLs.some((url) => coversPath(url, path));
}

export function includes(list: readonly string[], value: string): boolean {
  return list.includes("*") || list.includes(value);
}

/** `*` covers all, `*` + `/scale` that subresource of every resource. */
export function coversResource(resources: readonly string[], full: string): boolean {
  if (includes(resources, full)) return true;
  const slash = full.indexOf("/");
  return slash > 0 && resources.includes(`*${full.slice(slash)}`);
}

export function coversPath(url: string, path: string): boolean {
  return url === "*" || url === path || (url.endsWith("*") && path.startsWith(url.replace(/\*+$/, "")));
}
