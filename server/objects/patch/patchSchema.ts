import type { Schema } from "../kind";
import { resolveSchema } from "../schemas";

/** What a schema says of joining one value with another. */
export interface Joining {
  /** The value's own schema; absent where nothing is known (its lists are atomic then). */
  readonly schema?: Schema;
  readonly isMerged: boolean;
  readonly mergeKey?: string;
  readonly retainsKeys: boolean;
  readonly isReplaced: boolean;
}

const unknown: Joining = { isMerged: false, retainsKeys: false, isReplaced: false };

/** How the field `key` of a map with this schema is joined. */
export function joiningOf(schema: Schema | undefined, key: string, root: Schema): Joining {
  if (!schema) return unknown;
  const own = resolveSchema(schema, root);
  const field = own.properties && Object.hasOwn(own.properties, key) ? own.properties[key] : undefined;
  if (field) return toJoining(field, root);
  const rest = own.additionalProperties;
  return typeof rest === "object" ? toJoining(rest, root) : unknown;
}

/** The schema of a list's elements. */
export function itemSchema(schema: Schema | undefined, root: Schema): Schema | undefined {
  return schema && resolveSchema(schema, root).items;
}

function toJoining(field: Schema, root: Schema): Joining {
  const strategies = (field["x-kubernetes-patch-strategy"] ?? "").split(",");
  return {
    schema: resolveSchema(field, root),
    isMerged: strategies.includes("merge"),
    mergeKey: field["x-kubernetes-patch-merge-key"],
    retainsKeys: strategies.includes("retainKeys"),
    isReplaced: strategies.includes("replace"),
  };
}
