import type { KindDefinition } from "@/server/objects/kind";
import { matchesSelector } from "@/server/objects/selector";
import type { KubeObject, LabelSelector } from "@/server/objects/types";
import type { AdmissionRequest } from "./request";

export interface MatchRule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: string;
}

/** Which writes a policy or a webhook is about: Kubernetes' `MatchResources`, and the same parts of a webhook. */
export interface Matching {
  readonly resourceRules?: readonly MatchRule[];
  readonly excludeResourceRules?: readonly MatchRule[];
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  /** `Equivalent` (the default) also means other versions of the same resource. */
  readonly matchPolicy?: string;
}

/** A write as it is matched: what lies there, what shall, and the namespace around it. */
export interface Matched {
  readonly request: Pick<AdmissionRequest, "verb" | "kind" | "subresource" | "old">;
  /** Absent when it is deleted. */
  readonly object?: KubeObject;
  readonly namespace?: KubeObject;
}

export function operationOf({ verb }: Pick<AdmissionRequest, "verb">): "CREATE" | "UPDATE" | "DELETE" {
  return verb === "create" ? "CREATE" : verb === "update" ? "UPDATE" : "DELETE";
}

/** Without rules (a binding) everything matches that the selectors let through. */
export function matches(matching: Matching, write: Matched): boolean {
  const { resourceRules, excludeResourceRules = [], matchPolicy } = matching;
  const isExact = matchPolicy === "Exact";
  const fits = (rule: MatchRule) => fitsRule(rule, write, isExact);
  if (excludeResourceRules.some(fits)) return false;
  if (resourceRules !== undefined && resourceRules.length > 0 && !resourceRules.some(fits)) return false;
  return selects(matching, write);
}

function selects({ namespaceSelector, objectSelector }: Matching, { request, object, namespace }: Matched): boolean {
  if (!isOpen(namespaceSelector)) {
    const around = isNamespace(request.kind) ? (object ?? request.old) : namespace;
    // What lies in no namespace is not asked about one.
    if (around && !matchesSelector(namespaceSelector, around.metadata.labels)) return false;
  }
  if (isOpen(objectSelector)) return true;
  return [object, request.old].some((one) => one && matchesSelector(objectSelector, one.metadata.labels));
}

function isOpen(selector: LabelSelector | undefined): boolean {
  return !selector || (!selector.matchLabels && !selector.matchExpressions);
}

function isNamespace({ group, kind }: KindDefinition): boolean {
  return group === "" && kind === "Namespace";
}

function fitsRule(rule: MatchRule, { request, object }: Matched, isExact: boolean): boolean {
  const { kind, subresource } = request;
  const name = (object ?? request.old)?.metadata.name ?? "";
  const scope = kind.isNamespaced && !isNamespace(kind) ? "Namespaced" : "Cluster";
  return (
    includes(rule.operations, operationOf(request)) &&
    includes(rule.apiGroups, kind.group) &&
    (!isExact || includes(rule.apiVersions, kind.version)) &&
    (rule.scope === undefined || rule.scope === "*" || rule.scope === scope) &&
    (rule.resourceNames === undefined || rule.resourceNames.length === 0 || rule.resourceNames.includes(name)) &&
    (rule.resources ?? []).some((resource) => fitsResource(resource, kind.plural, subresource))
  );
}

function includes(list: readonly string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes("*") || list.includes(value));
}

/** `pods`, `pods/status`, `*`, `pods/*`, and all of one subresource. */
function fitsResource(pattern: string, plural: string, subresource: string | undefined): boolean {
  const [resource, below] = pattern.split("/");
  if (resource !== "*" && resource !== plural) return false;
  return below === "*" || below === subresource;
}
