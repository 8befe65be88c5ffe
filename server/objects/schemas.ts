import type { Schema } from "./kind";
import generated from "./schemas.generated.json";

/** Every definition of the built-in kinds by its model's name (`V1PodSpec`); made by scripts/generateSchemas.mjs. */
export const definitions = generated as unknown as Readonly<Record<string, Schema>>;

/** A schema that refers to one of the shared definitions. */
export function schemaOf(model: string): Schema {
  if (!Object.hasOwn(definitions, model)) throw new Error(`no schema is generated for ${model}`);
  return { $ref: `#/definitions/${model}`, definitions };
}

/** The schema that `schema` stands for: itself, or what its reference leads to within `root`. */
export function resolveSchema(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.slice("#/definitions/".length);
  const target = root.definitions;
  const found = target && Object.hasOwn(target, name) ? target[name] : undefined;
  return found ? { ...found, ...patchWords(schema) } : {};
}

/** What stands beside a reference counts, too. */
function patchWords(schema: Schema): Schema {
  const strategy = schema["x-kubernetes-patch-strategy"];
  return strategy === undefined ? {} : { "x-kubernetes-patch-strategy": strategy };
}
