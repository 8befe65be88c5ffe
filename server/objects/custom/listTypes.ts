import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import type { Schema } from "../kind";
import { isMap } from "../patch/json";
import { duplicate, invalid } from "../validation/fieldErrors";
import { under } from "./valueCheck";

/** Elements that a list of type `set` or `map` holds twice, after Kubernetes' `ValidateListSetsAndMaps`. */
export function checkListTypes(schema: Schema, value: unknown, field: string): FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return [
      ...duplicates(schema, value, field),
      ...(items ? value.flatMap((element, index) => checkListTypes(items, element, `${field}[${index}]`)) : []),
    ];
  }
  if (!isMap(value)) return [];
  const { properties = {}, additionalProperties: rest } = schema;
  return Object.entries(value).flatMap(([key, part]) => {
    const own = Object.hasOwn(properties, key) ? properties[key] : typeof rest === "object" ? rest : undefined;
    return own ? checkListTypes(own, part, under(field, key)) : [];
  });
}

function duplicates(schema: Schema, value: readonly unknown[], field: string): FieldError[] {
  const identity = identityOf(schema);
  if (!identity) return [];
  const seen = new Map<string, unknown[]>();
  const told = new Set<string>();
  const found: FieldError[] = [];
  for (const [index, element] of value.entries()) {
    if (schema["x-kubernetes-list-type"] === "map" && !isMap(element)) {
      found.push(invalid(`${field}[${index}]`, element, "must be an object for an array of list-type map"));
      continue;
    }
    const own = identity(element);
    // The text tells most apart at once; whatever shares it is compared, so that a thousand elements stay cheap.
    const text = textOf(own);
    const others = seen.get(text) ?? [];
    if (!others.some((other) => isEqual(other, own))) seen.set(text, [...others, own]);
    else if (!told.has(text)) {
      told.add(text);
      found.push(duplicate(`${field}[${index}]`, own));
    }
  }
  return found;
}

function identityOf(schema: Schema): ((element: unknown) => unknown) | undefined {
  const type = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  if (type === "set") return (element) => element;
  if (type !== "map") return undefined;
  return (element) =>
    Object.fromEntries(
      keys.flatMap((key) => (isMap(element) && Object.hasOwn(element, key) ? [[key, element[key]]] : [])),
    );
}

function textOf(value: unknown): string {
  if (!isMap(value)) return JSON.stringify(value) ?? "";
  return JSON.stringify(
    Object.keys(value)
      .sort()
      .map((key) => [key, value[key]]),
  );
}
