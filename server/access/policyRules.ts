import { isEqual } from "@/server/lib/equal";
import type { Attributes, Written } from "./policyTypes";

/** Where in an object: `["metadata", "labels", "app"]`. */
export type FieldPath = readonly string[];

/** Kubernetes' `rbac.authorization.k8s.io/v1` PolicyRule; `*` stands for all. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  /** `pods`, `pods/log`, `*`, or `*` + `/scale` for a subresource of every resource. */
  readonly resources: readonly string[];
  /** All names when left out. */
  readonly resourceNames?: readonly string[];
  /** Ours: an update or patch may change these fields only. Any rule without it lifts the limit. */
  readonly fields?: readonly FieldPath[];
}

/** After Kubernetes' `rbac.RuleAllows`: a rule with resourceNames never allows an act without a name. */
export function matches(rule: PolicyRule, { verb, group, resource, subresource, name }: Attributes): boolean {
  const full = subresource ? `${resource}/${subresource}` : resource;
  return (
    includes(rule.verbs, verb) &&
    includes(rule.apiGroups, group) &&
    (includes(rule.resources, full) || (subresource !== undefined && rule.resources.includes(`*/${subresource}`))) &&
    (rule.resourceNames === undefined || (name !== undefined && rule.resourceNames.includes(name)))
  );
}

function includes(list: readonly string[], value: string): boolean {
  return list.includes("*") || list.includes(value);
}

/** A check of contents: an update may change nothing outside these fields. Creation and deletion are not its matter. */
export function onlyChanges(fields: readonly FieldPath[]): (written: Written) => string | undefined {
  return ({ old, next }) => {
    if (!old || !next) return undefined;
    const outside = changedPaths(old, next).find((path) => !fields.some((field) => isWithin(path, field)));
    return outside && `may not change ${outside.join(".")}`;
  };
}

/** What the platform itself moves at a write is nobody's change. */
const ownedByPlatform = new Set(["metadata.resourceVersion", "metadata.generation", "metadata.managedFields"]);

/** The paths of all values that differ; a list is one value. */
function changedPaths(before: unknown, after: unknown, path: FieldPath = []): FieldPath[] {
  if (Object.is(before, after) || ownedByPlatform.has(path.join("."))) return [];
  const left = before ?? (isRecord(after) ? {} : undefined);
  const right = after ?? (isRecord(before) ? {} : undefined);
  if (!isRecord(left) || !isRecord(right)) return isEqual(left, right) ? [] : [path];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].flatMap((name) => changedPaths(left[name], right[name], [...path, name]));
}

function isWithin(path: FieldPath, field: FieldPath): boolean {
  return field.every((part, at) => path[at] === part);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
