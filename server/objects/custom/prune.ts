import type { Schema } from "../kind";
import { isMap, type JsonMap } from "../patch/json";
import { under } from "./valueCheck";

/** What every object carries beside its own fields. */
const ofObjects = new Set(["apiVersion", "kind", "metadata"]);

export interface Pruned {
  /** The same value when nothing had to go. */
  readonly value: unknown;
  /** The paths of what went. */
  readonly unknown: readonly string[];
}

/** The value without the fields that its schema does not know, after Kubernetes' structural pruning. */
export function prune(schema: Schema, value: unknown, isRoot = false): Pruned {
  const unknown: string[] = [];
  return { value: pruned({ schema, unknown, isObject: isRoot }, value, ""), unknown };
}

interface Walk {
  readonly schema: Schema | undefined;
  readonly unknown: string[];
  /** Of a whole object: what identifies it is known, whatever the schema says. */
  readonly isObject: boolean;
}

function pruned(walk: Walk, value: unknown, field: string): unknown {
  if (Array.isArray(value)) return list(walk, value, field);
  return isMap(value) ? map(walk, value, field) : value;
}

function list({ schema, unknown }: Walk, value: readonly unknown[], field: string): readonly unknown[] {
  const next = value.map((element, index) =>
    pruned({ schema: schema?.items, unknown, isObject: isEmbedded(schema?.items) }, element, `${field}[${index}]`),
  );
  return next.some((element, index) => element !== value[index]) ? next : value;
}

function map({ schema, unknown, isObject }: Walk, value: JsonMap, field: string): JsonMap {
  const keepsUnknown = schema?.["x-kubernetes-preserve-unknown-fields"] === true;
  const rest = schema?.additionalProperties;
  const kept: [string, unknown][] = [];
  let isSame = true;
  for (const [key, part] of Object.entries(value)) {
    const own = schema?.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    const isIdentity = isObject && ofObjects.has(key);
    const next = own ?? (typeof rest === "object" ? rest : undefined);
    if (isIdentity || (next === undefined && (keepsUnknown || rest === true))) {
      kept.push([key, part]);
      continue;
    }
    if (next === undefined) {
      unknown.push(under(field, key));
      isSame = false;
      continue;
    }
    const inner = pruned({ schema: next, unknown, isObject: isEmbedded(next) }, part, under(field, key));
    isSame &&= inner === part;
    kept.push([key, inner]);
  }
  return isSame ? value : Object.fromEntries(kept);
}

function isEmbedded(schema: Schema | undefined): boolean {
  return schema?.["x-kubernetes-embedded-resource"] === true;
}
