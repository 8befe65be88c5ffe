import { ClusterError } from "@/server/lib/errors";

export type JsonMap = { readonly [key: string]: unknown };

export function isMap(value: unknown): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function badPatch(says: string): ClusterError {
  return new ClusterError("BadRequest", { says });
}

/**
 * The fields of a patch. A key that JavaScript would take for the prototype of an object never gets further than here.
 */
export function entriesOf(map: JsonMap): [string, unknown][] {
  if (Object.hasOwn(map, "__proto__")) throw badPatch('the key "__proto__" is not allowed');
  return Object.entries(map);
}

/** A field of the map itself, never of its prototype. */
export function ownOf(map: JsonMap, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The element of a list of maps whose merge key has this value; -1 when there is none. */
export function indexByKey(list: readonly unknown[], mergeKey: string, value: unknown): number {
  return list.findIndex((element) => isMap(element) && ownOf(element, mergeKey) === value);
}

/** What `value` is in a patch's element; throws when it is not there. */
export function mergeValueOf(element: unknown, mergeKey: string): unknown {
  const value = isMap(element) ? ownOf(element, mergeKey) : undefined;
  if (value === undefined || value === null)
    throw badPatch(`map: ${JSON.stringify(element)} does not contain declared merge key: ${mergeKey}`);
  return value;
}
