import type { Schema } from "../kind";
import { resolveSchema } from "../schemas";
import { keyElement, valueElement } from "./fieldSet";
import { isMap } from "./json";

/** How ownership sees a value: as one whole, field by field, element by element, or by what it turns out to be. */
export interface FieldType {
  readonly shape: "whole" | "map" | "list" | "unknown";
  /** Of a map: the field's own; undefined when there is no such field and may be none. */
  field(name: string): Field | undefined;
  /** Of a list: its elements. */
  readonly item: FieldType;
  /** Of a list: the element of a path that this item is; undefined when it has none of its keys, or is no item of a set. */
  elementOf(item: unknown): string | undefined;
}

export interface Field {
  readonly type: FieldType;
  /** Named by the schema, not a key that somebody chose. */
  readonly isNamed: boolean;
  /** What Go has where JSON leaves it out: a struct is always there, and so is (empty) a list that must not be left out. */
  readonly absent: unknown;
}

/** The type of a kind's objects. Types are made when first asked for, once a schema. */
export function fieldTypeOf(schema: Schema, root: Schema = schema): FieldType {
  const known = types.get(schema);
  if (known) return known;
  const made = new TypeOfSchema(schema, root);
  types.set(schema, made);
  return made;
}

const types = new WeakMap<Schema, FieldType>();

class TypeOfSchema implements FieldType {
  readonly shape: FieldType["shape"];
  readonly #schema: Schema;
  readonly #root: Schema;
  readonly #keys: readonly string[] | undefined;
  readonly #fields = new Map<string, Field | undefined>();

  constructor(site: Schema, root: Schema) {
    const own = resolveSchema(site, root);
    this.#schema = own;
    this.#root = root;
    const keys = word(site, own, "x-kubernetes-list-map-keys") ?? [];
    this.#keys = listType(site, own) === "map" ? keys.toSorted() : undefined;
    this.shape = shapeOf(site, own);
  }

  get item(): FieldType {
    return this.#schema.items ? fieldTypeOf(this.#schema.items, this.#root) : unknownType;
  }

  field(name: string): Field | undefined {
    const known = this.#fields.get(name);
    if (known || this.#fields.has(name)) return known;
    const { properties, additionalProperties } = this.#schema;
    const isNamed = properties !== undefined && Object.hasOwn(properties, name);
    const field = isNamed ? this.#named(name, properties[name] ?? {}) : this.#other(additionalProperties);
    // Keys that people choose are many: they share what is under them.
    if (isNamed) this.#fields.set(name, field);
    return field;
  }

  #named(name: string, site: Schema): Field {
    const type = fieldTypeOf(site, this.#root);
    const isStruct = isMap(site.default);
    const isKept = this.#schema.required?.includes(name) && (type.shape === "list" || type.shape === "map");
    return { type, isNamed: true, absent: isStruct ? emptyStruct : isKept ? null : undefined };
  }

  #other(more: Schema["additionalProperties"]): Field | undefined {
    if (typeof more === "object") return { type: fieldTypeOf(more, this.#root), isNamed: false, absent: undefined };
    return more === true || this.#schema["x-kubernetes-preserve-unknown-fields"] ? anyField : undefined;
  }

  elementOf(item: unknown): string | undefined {
    if (!this.#keys) return isMap(item) || Array.isArray(item) || item === null ? undefined : valueElement(item);
    if (!isMap(item)) return undefined;
    const found: [string, unknown][] = [];
    for (const key of this.#keys) {
      const value = Object.hasOwn(item, key) ? item[key] : this.#keyDefault(key);
      if (value !== undefined) found.push([key, value]);
    }
    return found.length > 0 ? keyElement(found) : undefined;
  }

  #keyDefault(key: string): unknown {
    const items = this.#schema.items && resolveSchema(this.#schema.items, this.#root);
    return items?.properties?.[key]?.default;
  }
}

const emptyStruct = Object.freeze({});

/** What no schema speaks of: a map is seen field by field, a list whole. */
const unknownType: FieldType = {
  shape: "unknown",
  field: () => anyField,
  get item() {
    return unknownType;
  },
  elementOf: () => undefined,
};

const anyField: Field = { type: unknownType, isNamed: false, absent: undefined };

function shapeOf(site: Schema, own: Schema): FieldType["shape"] {
  if (own["x-kubernetes-int-or-string"]) return "whole";
  if (own.type === "array") return listType(site, own) === "atomic" ? "whole" : "list";
  const isFreeform = own["x-kubernetes-preserve-unknown-fields"] === true && !own.properties;
  if (own.type === "object" || own.properties)
    return word(site, own, "x-kubernetes-map-type") === "atomic" ? "whole" : isFreeform ? "unknown" : "map";
  return isFreeform || own.type === undefined ? "unknown" : "whole";
}

function listType(site: Schema, own: Schema): "atomic" | "set" | "map" {
  return word(site, own, "x-kubernetes-list-type") ?? "atomic";
}

/** Said where the type is used, else by the type. */
function word<W extends keyof Schema>(site: Schema, own: Schema, name: W): Schema[W] {
  return site[name] ?? own[name];
}

/** Whether the value is seen in parts: a map field by field, or a list element by element. */
export function partsOf(type: FieldType, value: unknown): "map" | "list" | undefined {
  if (type.shape === "map" && isMap(value)) return "map";
  if (type.shape === "list" && Array.isArray(value)) return "list";
  return type.shape === "unknown" && isMap(value) ? "map" : undefined;
}
