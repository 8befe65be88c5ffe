import type { Schema } from "../kind";
import { isMap, type JsonMap } from "../patch/json";

/**
 * The value with the defaults of its schema; a null where none may be goes, and is filled in when there is a default.
 * The same value when nothing changes. After Kubernetes' `PruneNonNullableNullsWithoutDefaults` and `Default`.
 */
export function fillIn(schema: Schema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return value;
    const next = value.map((element) => fillIn(items, element === null && isFilled(items) ? copyOf(items) : element));
    return next.some((element, index) => element !== value[index]) ? next : value;
  }
  return isMap(value) ? fillMap(schema, value) : value;
}

function fillMap({ properties = {}, additionalProperties }: Schema, value: JsonMap): JsonMap {
  const next = new Map<string, unknown>(Object.entries(value));
  for (const [key, part] of Object.entries(properties)) {
    const given = next.get(key);
    const isLeftOut = !next.has(key) || (given === null && !part.nullable);
    if (!isLeftOut) next.set(key, fillIn(part, given));
    else if (part.default !== undefined) next.set(key, fillIn(part, copyOf(part)));
    else next.delete(key);
  }
  if (typeof additionalProperties === "object") fillRest(additionalProperties, { next, properties });
  const isSame = next.size === Object.keys(value).length && [...next].every(([key, part]) => value[key] === part);
  return isSame ? value : Object.fromEntries(next);
}

function fillRest(
  schema: Schema,
  { next, properties }: { readonly next: Map<string, unknown>; readonly properties: Readonly<Record<string, Schema>> },
): void {
  for (const [key, part] of [...next]) {
    if (Object.hasOwn(properties, key)) continue;
    if (part !== null || schema.nullable) next.set(key, fillIn(schema, part));
    else if (schema.default !== undefined) next.set(key, fillIn(schema, copyOf(schema)));
    else next.delete(key);
  }
}

function isFilled(schema: Schema): boolean {
  return !schema.nullable && schema.default !== undefined;
}

function copyOf(schema: Schema): unknown {
  return structuredClone(schema.default);
}
