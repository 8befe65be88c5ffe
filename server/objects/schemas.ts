import type { Schema } from "./kind";
import generated from "./schemas.generated.json";

/** Every definition by its name in Kubernetes' OpenAPI (`core.v1.PodSpec`); made by scripts/generateSchemas.mjs. */
export const definitions = generated as unknown as Readonly<Record<string, Schema>>;

/** A schema that refers to one of the shared definitions. */
export function schemaOf(model: string): Schema {
  if (!Object.hasOwn(definitions, model)) throw new Error(`no schema is generated for ${model}`);
  return { $ref: `#/definitions/${model}`, definitions };
}

const nothingKnown: Schema = {};

/** The schema that `schema` stands for: itself, or what its reference leads to within `root`. */
export function resolveSchema(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.slice("#/definitions/".length);
  const { definitions } = root;
  return (definitions && Object.hasOwn(definitions, name) ? definitions[name] : undefined) ?? nothingKnown;
}
