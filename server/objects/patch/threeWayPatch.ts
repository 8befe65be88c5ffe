import { isEqual } from "@/server/lib/equal";
import type { Schema } from "../kind";
import type { KubeObject } from "../types";
import { entriesOf, indexByKey, isMap, type JsonMap, mergeValueOf, ownOf } from "./json";
import { ordered } from "./listOrder";
import { itemSchema, type Joining, joiningOf } from "./patchSchema";

export interface ThreeSides {
  /** What the last apply set; anything that is no object counts as nothing. */
  readonly lastApplied: unknown;
  readonly live: KubeObject;
  readonly desired: unknown;
}

/**
 * What apply makes of a live object, after `kubectl apply`: what `desired` has is set; what the last apply set and
 * `desired` lacks is removed; the rest, which others set, stays. Applied twice it changes nothing the second time.
 */
export function threeWayPatch(schema: Schema, { lastApplied, live, desired }: ThreeSides): KubeObject {
  const { status: _status, ...wanted } = isMap(desired) ? desired : {};
  const { status: _old, ...applied } = isMap(lastApplied) ? lastApplied : {};
  const merged = joinMaps({ applied, live: live as unknown as JsonMap, desired: wanted }, schema, schema);
  return merged as unknown as KubeObject;
}

interface Maps {
  readonly applied: JsonMap;
  readonly live: JsonMap;
  readonly desired: JsonMap;
}

function joinMaps({ applied, live, desired }: Maps, schema: Schema | undefined, root: Schema): JsonMap {
  const result: Record<string, unknown> = { ...live };
  for (const key of Object.keys(applied)) if (!Object.hasOwn(desired, key)) delete result[key];
  for (const [key, value] of entriesOf(desired)) {
    if (value === null || value === undefined) {
      // A time that a manifest does not know (`creationTimestamp: null`) is nothing that it wants removed.
      if (key !== "creationTimestamp") delete result[key];
      continue;
    }
    const sides = { applied: ownOf(applied, key), live: ownOf(live, key), desired: value };
    result[key] = joinValues(sides, joiningOf(schema, key, root), root);
  }
  return result;
}

interface Values {
  readonly applied: unknown;
  readonly live: unknown;
  readonly desired: unknown;
}

function joinValues({ applied, live, desired }: Values, joining: Joining, root: Schema): unknown {
  if (isMap(desired)) {
    if (joining.isReplaced || !isMap(live)) return withoutNulls(desired);
    const merged = joinMaps({ applied: isMap(applied) ? applied : {}, live, desired }, joining.schema, root);
    if (!joining.retainsKeys || isEqual(merged, live)) return merged;
    return Object.fromEntries(Object.entries(merged).filter(([key]) => Object.hasOwn(desired, key)));
  }
  if (!Array.isArray(desired) || !joining.isMerged || !Array.isArray(live)) return structuredClone(desired);
  const before = Array.isArray(applied) ? applied : [];
  if (joining.mergeKey === undefined) return joinPrimitives({ before, live, desired });
  return joinLists({ before, live, desired }, joining, root);
}

interface Lists {
  readonly before: readonly unknown[];
  readonly live: readonly unknown[];
  readonly desired: readonly unknown[];
}

function joinPrimitives({ before, live, desired }: Lists): unknown[] {
  const has = (list: readonly unknown[], one: unknown) => list.some((other) => isEqual(one, other));
  const kept = live.filter((one) => has(desired, one) || !has(before, one));
  return ordered([...kept, ...desired.filter((one) => !has(kept, one))], desired, live, (one) => one);
}

function joinLists({ before, live, desired }: Lists, joining: Joining, root: Schema): unknown[] {
  const { mergeKey = "" } = joining;
  const keyOf = (element: unknown) => (isMap(element) ? ownOf(element, mergeKey) : undefined);
  const wanted = new Set(desired.map((element) => mergeValueOf(element, mergeKey)));
  const dropped = new Set(before.map(keyOf).filter((key) => !wanted.has(key)));
  const others = live.filter((element) => !wanted.has(keyOf(element)) && !dropped.has(keyOf(element)));
  const itemJoining = { ...joining, isReplaced: false, schema: itemSchema(joining.schema, root) };
  const merged = desired.map((element) => {
    const find = (list: readonly unknown[]) => list[indexByKey(list, mergeKey, keyOf(element))];
    return joinValues({ applied: find(before), live: find(live), desired: element }, itemJoining, root);
  });
  return ordered([...merged, ...others], desired, live, keyOf);
}

function withoutNulls(map: JsonMap): JsonMap {
  const kept = entriesOf(map).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    kept.map(([key, value]) => [key, isMap(value) ? withoutNulls(value) : structuredClone(value)]),
  );
}
