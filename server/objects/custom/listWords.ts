import type { FieldError } from "@/server/lib/errors";
import type { Schema } from "../kind";
import { invalid, notSupported, required } from "../validation/fieldErrors";
import type { Place } from "./structural";

/** What is wrong with a schema's words on lists and maps, after Kubernetes' own check of them. */
export function checkListWords(schema: Schema, field: string, place: Place): FieldError[] {
  if (place === "junctor") return [];
  return [...checkList(schema, field), ...checkMap(schema, field)];
}

function checkList(schema: Schema, field: string): FieldError[] {
  const listType = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const at = `${field}.x-kubernetes-list-type`;
  if (listType === undefined)
    return keys.length > 0 ? [required(at, "must be map if x-kubernetes-list-map-keys is non-empty")] : [];
  if (!["atomic", "set", "map"].includes(listType)) return [notSupported(at, listType, ["atomic", "set", "map"])];
  const found: FieldError[] = [];
  if (schema.type !== "array")
    found.push(invalid(`${field}.type`, schema.type ?? "", "must be array if x-kubernetes-list-type is specified"));
  if (listType !== "map" && keys.length > 0)
    found.push(invalid(at, listType, "must be map if x-kubernetes-list-map-keys is non-empty"));
  if (listType === "set" && schema.items) found.push(...checkSetItems(schema.items, `${field}.items`));
  if (listType === "map") found.push(...checkKeys(schema, keys, field));
  return found;
}

/** Elements of a set are compared as a whole. */
function checkSetItems(items: Schema, field: string): FieldError[] {
  const found: FieldError[] = [];
  const says = "as item of a list with x-kubernetes-list-type=set";
  if (items.nullable)
    found.push(invalid(`${field}.nullable`, true, "cannot be nullable when x-kubernetes-list-type is set"));
  if (items.type === "object" && items["x-kubernetes-map-type"] !== "atomic")
    found.push(
      invalid(`${field}.x-kubernetes-map-type`, items["x-kubernetes-map-type"] ?? null, `must be atomic ${says}`),
    );
  if (items.type === "array" && (items["x-kubernetes-list-type"] ?? "atomic") !== "atomic")
    found.push(invalid(`${field}.x-kubernetes-list-type`, items["x-kubernetes-list-type"], `must be atomic ${says}`));
  return found;
}

function checkKeys({ items }: Schema, keys: readonly string[], field: string): FieldError[] {
  const at = `${field}.x-kubernetes-list-map-keys`;
  const found: FieldError[] = [];
  if (keys.length === 0) found.push(required(at, "must not be empty if x-kubernetes-list-type is map"));
  if (items?.type !== "object")
    return [
      ...found,
      invalid(
        `${field}.items.type`,
        items?.type ?? "",
        "must be object if parent array's x-kubernetes-list-type is map",
      ),
    ];
  if (new Set(keys).size < keys.length) found.push(invalid(at, keys, "must not contain duplicate entries"));
  const { properties = {}, required: needed = [] } = items;
  if (keys.some((key) => !Object.hasOwn(properties, key)))
    found.push(invalid(at, keys, "entries must all be names of item properties"));
  for (const key of keys) {
    const part = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (!part || needed.includes(key) || part.default !== undefined) continue;
    const says = "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property";
    found.push(required(`${field}.items.properties[${key}].default`, says));
  }
  return found;
}

function checkMap(schema: Schema, field: string): FieldError[] {
  const mapType = schema["x-kubernetes-map-type"];
  if (mapType === undefined) return [];
  if (!["atomic", "granular"].includes(mapType))
    return [notSupported(`${field}.x-kubernetes-map-type`, mapType, ["atomic", "granular"])];
  return schema.type === "object"
    ? []
    : [invalid(`${field}.type`, schema.type ?? "", "must be object if x-kubernetes-map-type is specified")];
}
