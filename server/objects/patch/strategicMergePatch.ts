import { isEqual } from "@/server/lib/equal";
import type { Schema } from "../kind";
import { badPatch, entriesOf, indexByKey, isMap, type JsonMap, mergeValueOf, ownOf } from "./json";
import { ordered } from "./listOrder";
import { itemSchema, type Joining, joiningOf } from "./patchSchema";

const directive = "$patch";
const retainKeys = "$retainKeys";
const deletion = "$deleteFromPrimitiveList/";
const order = "$setElementOrder/";

/**
 * Kubernetes' strategic merge patch, on a copy: as a merge patch, but lists whose schema has a merge key are joined by
 * it. Understands `$patch`, `$retainKeys`, `$deleteFromPrimitiveList` and `$setElementOrder`.
 * Source: apimachinery/pkg/util/strategicpatch and the API conventions' "Strategic Merge Patch".
 */
export function strategicMergePatch(schema: Schema, object: unknown, patch: unknown): unknown {
  if (!isMap(patch)) throw badPatch("a strategic merge patch must be an object");
  return mergeMap(isMap(object) ? object : {}, patch, { schema, root: schema });
}

interface Where {
  readonly schema: Schema | undefined;
  readonly root: Schema;
}

function mergeMap(original: JsonMap, patch: JsonMap, { schema, root }: Where): JsonMap {
  const how = ownOf(patch, directive);
  const { [directive]: _directive, ...rest } = patch;
  if (how === "replace") return rest;
  if (how === "delete") return {};
  if (how !== undefined && how !== "merge") throw badPatch(`Unknown patch type found: ${String(how)}`);
  const result: Record<string, unknown> = retained(original, patch);
  for (const [key, value] of entriesOf(rest)) {
    if (key === retainKeys || key.startsWith(order)) continue;
    if (key.startsWith(deletion)) {
      removeFromPrimitives(result, key.slice(deletion.length), value);
      continue;
    }
    if (value === null) {
      delete result[key];
      continue;
    }
    result[key] = mergeField({ original: ownOf(result, key), value }, joiningOf(schema, key, root), root);
  }
  for (const [key, wanted] of entriesOf(rest))
    if (key.startsWith(order))
      reorder(
        { result, original },
        { key: key.slice(order.length), wanted },
        joiningOf(schema, key.slice(order.length), root),
      );
  return result;
}

/** `$retainKeys` names all keys that may stay. */
function retained(original: JsonMap, patch: JsonMap): Record<string, unknown> {
  const kept = ownOf(patch, retainKeys);
  if (kept === undefined) return { ...original };
  if (!Array.isArray(kept)) throw badPatch("$retainKeys must be a list of field names");
  for (const key of Object.keys(patch))
    if (!key.startsWith("$") && !kept.includes(key) && patch[key] !== null)
      throw badPatch(`all the keys in the patch must be in the retainKeys list: ${key}`);
  return Object.fromEntries(Object.entries(original).filter(([key]) => kept.includes(key)));
}

interface Sides {
  readonly original: unknown;
  readonly value: unknown;
}

function mergeField({ original, value }: Sides, joining: Joining, root: Schema): unknown {
  if (isMap(value)) {
    if (joining.isReplaced) return withoutDirectives(value);
    return mergeMap(isMap(original) ? original : {}, value, { schema: joining.schema, root });
  }
  if (!Array.isArray(value) || !joining.isMerged) return structuredClone(value);
  const list = Array.isArray(original) ? original : [];
  if (joining.mergeKey === undefined)
    return ordered([...list, ...value.filter((one) => !list.some((other) => isEqual(one, other)))], value, list, same);
  return mergeList(list, value, { mergeKey: joining.mergeKey, schema: itemSchema(joining.schema, root), root });
}

const same = (element: unknown) => element;

function withoutDirectives({ [directive]: _directive, ...rest }: JsonMap): JsonMap {
  return structuredClone(rest);
}

interface ListWhere extends Where {
  readonly mergeKey: string;
}

function mergeList(original: readonly unknown[], patch: readonly unknown[], where: ListWhere): unknown[] {
  const how = (element: unknown) => (isMap(element) ? ownOf(element, directive) : undefined);
  const plain = patch.filter((element) => how(element) === undefined);
  if (patch.some((element) => how(element) === "replace")) return structuredClone(plain);
  const unknown = patch.map(how).find((one) => one !== undefined && one !== "delete");
  if (unknown !== undefined) throw badPatch(`Unknown patch type found: ${String(unknown)}`);
  let result = [...original];
  for (const element of patch.filter((one) => how(one) === "delete")) {
    const key = mergeValueOf(element, where.mergeKey);
    result = result.filter((other) => !isMap(other) || ownOf(other, where.mergeKey) !== key);
  }
  for (const element of plain) {
    const index = indexByKey(result, where.mergeKey, mergeValueOf(element, where.mergeKey));
    const found = index < 0 ? {} : result[index];
    const merged = mergeMap(isMap(found) ? found : {}, element as JsonMap, where);
    if (index < 0) result.push(merged);
    else result[index] = merged;
  }
  const keyOf = (element: unknown) => (isMap(element) ? ownOf(element, where.mergeKey) : element);
  return ordered(result, plain, original, keyOf);
}

function removeFromPrimitives(result: Record<string, unknown>, key: string, values: unknown): void {
  if (!Array.isArray(values)) throw badPatch(`${deletion}${key} must be a list`);
  const list = ownOf(result, key);
  if (key === "__proto__" || !Array.isArray(list)) return;
  result[key] = list.filter((element) => !values.some((value) => isEqual(value, element)));
}

interface Lists {
  readonly result: Record<string, unknown>;
  readonly original: JsonMap;
}

function reorder(
  { result, original }: Lists,
  { key, wanted }: { key: string; wanted: unknown },
  joining: Joining,
): void {
  const list = ownOf(result, key);
  if (!Array.isArray(wanted)) throw badPatch(`${order}${key} must be a list`);
  if (!Array.isArray(list) || !joining.isMerged) return;
  const { mergeKey } = joining;
  const keyOf = (element: unknown) =>
    mergeKey === undefined ? element : isMap(element) ? ownOf(element, mergeKey) : element;
  const before = ownOf(original, key);
  result[key] = ordered(list, wanted, Array.isArray(before) ? before : [], keyOf);
}
