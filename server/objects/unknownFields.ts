import type { Schema } from "./kind";
import { isMap, type JsonMap } from "./patch/json";
import { resolveSchema } from "./schemas";

/** A value without what its schema does not know. */
export interface Known {
  /** The same value when everything is known. */
  readonly value: unknown;
  /** The paths of what is not, in the order of the value: `spec.template.spec.containers[0].imagex`. */
  readonly unknown: readonly string[];
}

/** What every object carries, whether its schema says so or not. */
const ofObjects = new Set(["apiVersion", "kind", "metadata"]);

interface Walk {
  readonly root: Schema;
  readonly unknown: string[];
}

/** Leaves out every field that the schema does not know; values of the wrong type are left for others to refuse. */
export function withoutUnknown(schema: Schema, value: unknown): Known {
  const walk: Walk = { root: schema, unknown: [] };
  return { value: known(schema, value, { field: "", walk }), unknown: walk.unknown };
}

interface Place {
  readonly field: string;
  readonly walk: Walk;
}

function known(given: Schema | undefined, value: unknown, { field, walk }: Place): unknown {
  const schema = given && resolveSchema(given, walk.root);
  if (!schema) return value;
  if (Array.isArray(value)) {
    const next = value.map((part, index) => known(schema.items, part, { field: `${field}[${index}]`, walk }));
    return next.some((part, index) => part !== value[index]) ? next : value;
  }
  return isMap(value) && schema.type === "object" ? knownMap(schema, value, { field, walk }) : value;
}

function knownMap(schema: Schema, value: JsonMap, { field, walk }: Place): JsonMap {
  const { properties, additionalProperties } = schema;
  const keepsUnknown = schema["x-kubernetes-preserve-unknown-fields"] || additionalProperties === true;
  const next: [string, unknown][] = [];
  let isSame = true;
  for (const [key, part] of Object.entries(value)) {
    const own = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    const below = own ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
    const at = field === "" ? key : `${field}.${key}`;
    if (!below && !keepsUnknown && !(field === "" && ofObjects.has(key))) {
      walk.unknown.push(at);
      isSame = false;
      continue;
    }
    const kept = below ? known(below, part, { field: at, walk }) : part;
    isSame &&= kept === part;
    next.push([key, kept]);
  }
  return isSame ? value : Object.fromEntries(next);
}
