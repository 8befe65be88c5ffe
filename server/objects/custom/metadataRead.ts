import { ClusterError } from "@/server/lib/errors";
import type { Schema } from "../kind";
import { isMap, type JsonMap } from "../patch/json";
import { withoutNulls } from "../plain";
import { checkSchema } from "../schemaCheck";
import { schemaOf } from "../schemas";
import { under } from "./valueCheck";

const metadataSchema = schemaOf("meta.v1.ObjectMeta");

export interface ReadMetadata {
  readonly metadata: JsonMap;
  /** The paths of fields that metadata does not have. */
  readonly unknown: readonly string[];
}

/** What a message calls the object: `Widget in version "v1"`, and its kind alone. */
export interface Called {
  readonly called: string;
  readonly kind: string;
}

/** Metadata without nulls and unknown fields. Throws `BadRequest` where a field has another type. */
export function readMetadata(kind: Called, given: unknown, field = "metadata"): ReadMetadata {
  const sound = withoutNulls(given ?? {});
  if (!isMap(sound)) throw cannotBeRead(kind, `${field} must be an object`);
  const { types } = checkSchema(metadataSchema, sound);
  const wrong = types.find(({ reason }) => reason !== "FieldValueUnknown");
  if (wrong) throw cannotBeRead(kind, `${field}.${wrong.field}: ${wrong.message}`);
  const unknown = types.map((fault) => fault.field);
  return { metadata: without(sound, unknown), unknown: unknown.map((path) => under(field, path)) };
}

/** Objects within the object (`x-kubernetes-embedded-resource`) with their metadata read in the same way. */
export function readEmbedded(
  kind: Called,
  schema: Schema,
  given: unknown,
): { readonly value: unknown; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const walk = (part: Schema, value: unknown, at: string): unknown => {
    if (Array.isArray(value)) {
      const { items } = part;
      return items ? value.map((element, index) => walk(items, element, `${at}[${index}]`)) : value;
    }
    if (!isMap(value)) return value;
    const { properties = {}, additionalProperties: rest } = part;
    const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
      const own = Object.hasOwn(properties, key) ? properties[key] : typeof rest === "object" ? rest : undefined;
      if (part["x-kubernetes-embedded-resource"] && key === "metadata") {
        const read = readMetadata(kind, inner, under(at, key));
        unknown.push(...read.unknown);
        return [key, read.metadata];
      }
      return [key, own ? walk(own, inner, under(at, key)) : inner];
    });
    return Object.fromEntries(entries);
  };
  return { value: walk(schema, given, ""), unknown };
}

function cannotBeRead({ called, kind }: Called, why: string): ClusterError {
  return new ClusterError("BadRequest", { says: `${called} cannot be handled as a ${kind}: ${why}` });
}

function without(map: JsonMap, paths: readonly string[]): JsonMap {
  const names = new Set(paths.map((path) => path.split(/[.[]/)[0] ?? ""));
  const direct = new Set(paths);
  const kept = Object.entries(map).filter(([key]) => !direct.has(key));
  // Lists of owners and managed fields hold maps of their own; what is unknown in one drops out of it.
  return Object.fromEntries(
    kept.map(([key, value]) => [key, names.has(key) ? prunedList(value, paths, key) : value]),
  ) as JsonMap;
}

function prunedList(value: unknown, paths: readonly string[], at: string): unknown {
  if (Array.isArray(value)) return value.map((element, index) => prunedList(element, paths, `${at}[${index}]`));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !paths.includes(under(at, key)))
      .map(([key, part]) => [key, prunedList(part, paths, under(at, key))]),
  );
}
