import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import { parseFieldPath } from "../fieldPath";
import type { Schema } from "../kind";
import { isMap } from "../patch/json";

/** Both sides of an update, as far as the fields of a schema go. */
export interface Update {
  readonly schema: Schema;
  readonly next: unknown;
  readonly old: unknown;
}

/**
 * The faults that an update brings or touches: what was wrong before and stays as it is blocks nobody, as in Kubernetes
 * (KEP-4008). An element of a list is the same one only by the keys of a list of type `map`.
 */
export function ratcheted(faults: readonly FieldError[], update: Update): FieldError[] {
  return faults.filter((fault) => {
    const path = pathOf(fault);
    return !isUnchanged(fault.reason === "FieldValueRequired" ? path.slice(0, -1) : path, update);
  });
}

/** Junctors name their field in the message alone. */
function pathOf({ field, message }: FieldError): (string | number)[] {
  if (field !== "<nil>") return parseFieldPath(field);
  const found = /"([^"]*)" must |in (\S+)$/.exec(message.replace('Invalid value: "": ', ""));
  return parseFieldPath(found?.[1] ?? found?.[2] ?? "");
}

function isUnchanged(path: readonly (string | number)[], { schema, next, old }: Update): boolean {
  if (old === undefined || next === undefined) return false;
  if (isEqual(next, old)) return true;
  const [key, ...rest] = path;
  if (key === undefined) return false;
  if (Array.isArray(next) && Array.isArray(old) && typeof key === "number") {
    const keys = schema["x-kubernetes-list-type"] === "map" ? (schema["x-kubernetes-list-map-keys"] ?? []) : [];
    const element: unknown = next[key];
    const same = keys.length > 0 ? old.find((other) => hasSameKeys(other, element, keys)) : undefined;
    return isUnchanged(rest, { schema: schema.items ?? {}, next: element, old: same });
  }
  if (!isMap(next) || !isMap(old)) return false;
  const own = schema.properties?.[key] ?? schema.additionalProperties;
  const below = typeof own === "object" ? own : {};
  return isUnchanged(rest, { schema: below, next: next[String(key)], old: old[String(key)] });
}

function hasSameKeys(left: unknown, right: unknown, keys: readonly string[]): boolean {
  return isMap(left) && isMap(right) && keys.every((key) => isEqual(left[key], right[key]));
}
