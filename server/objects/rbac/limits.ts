import type { FieldError } from "@/server/lib/errors";
import { parseFieldPath } from "../fieldPath";
import type { Metadata, PolicyRule } from "../types";
import { at, invalid } from "../validation/fieldErrors";
import { includes } from "./rules";

/**
 * On a Role or ClusterRole: which fields an update or patch that the role allows may change, by GroupResource, as JSON
 * (`{"deployments.apps": ["spec.replicas"]}`). A resource that it does not name is not limited. Such a role gives nobody
 * the right to hand these updates on, and is left out of aggregated roles.
 */
export const limitsAnnotation = "pilothouse.dev/limited-fields";

/** Where in an object: `["metadata", "labels", "app"]`. */
export type FieldPath = readonly string[];
/** By GroupResource. */
export type Limits = ReadonlyMap<string, readonly FieldPath[]>;

/** The limits of a role; undefined when it has none. What cannot be read limits every update to nothing. */
export function limitsOf({ annotations }: Pick<Metadata, "annotations">): Limits | undefined {
  const text = annotations?.[limitsAnnotation];
  if (text === undefined) return undefined;
  const parsed = parse(text);
  return parsed ?? nothingAtAll;
}

export function limitedTo(limits: Limits, group: string, resource: string): readonly FieldPath[] | undefined {
  return limits === nothingAtAll ? [] : limits.get(group === "" ? resource : `${resource}.${group}`);
}

export function validateLimits({ annotations }: Pick<Metadata, "annotations">): FieldError[] {
  const text = annotations?.[limitsAnnotation];
  if (text === undefined || parse(text)) return [];
  const detail = `must be JSON of the form {"deployments.apps": ["spec.replicas"]}: a list of fields for each resource`;
  return [invalid(at("metadata.annotations", limitsAnnotation), text, detail)];
}

const updating = ["update", "patch"];

/** What of a role's rules holds without any limit, and so may be granted to others. */
export function unlimitedPart(rules: readonly PolicyRule[], limits: Limits | undefined): readonly PolicyRule[] {
  if (!limits) return rules;
  return rules.flatMap((rule) => {
    if (!updating.some((verb) => includes(rule.verbs, verb))) return [rule];
    // Of `*` nothing but reading is left: what else it would hold cannot be told apart here.
    const verbs = rule.verbs.includes("*") ? ["get", "list", "watch"] : rule.verbs.filter((v) => !updating.includes(v));
    return verbs.length > 0 ? [{ ...rule, verbs }] : [];
  });
}

const nothingAtAll: Limits = new Map();

function parse(text: string): Limits | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value);
    if (entries.length === 0 || !entries.every(([, paths]) => isTexts(paths))) return undefined;
    return new Map(
      entries.map(([name, paths]) => [name, (paths as string[]).map((path) => parseFieldPath(path).map(String))]),
    );
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string" && one !== "");
}
