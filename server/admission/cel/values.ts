import type { Schema } from "@/server/objects/kind";
import { isMap } from "@/server/objects/patch/json";
import { resolveSchema } from "@/server/objects/schemas";

const reserved = new Set([
  ...["true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import"],
  ...["let", "loop", "package", "namespace", "return", "var", "void", "while"],
]);

/** A field's name as rules write it: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/ (escaping). */
export function escapedName(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name
    .replace(/__/g, "__underscores__")
    .replace(/\./g, "__dot__")
    .replace(/-/g, "__dash__")
    .replace(/\//g, "__slash__");
}

/**
 * JSON as CEL takes it. Whole numbers are ints, unless the schema says number; times are timestamps where the schema
 * says so. Fields that a schema names are escaped; keys of open maps stay as they are.
 */
export function toCel(value: unknown, schema: Schema = {}, root: Schema = schema): unknown {
  const own = resolveSchema(schema, root);
  if (typeof value === "number") return own.type === "number" || !Number.isInteger(value) ? value : BigInt(value);
  if (typeof value === "string" && own.type === "string" && own.format === "date-time") return new Date(value);
  if (Array.isArray(value)) return value.map((element) => toCel(element, own.items, root));
  if (!isMap(value)) return value;
  const { properties, additionalProperties: rest } = own;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const field = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
      const below = field ?? (typeof rest === "object" ? rest : {});
      return [field ? escapedName(key) : key, toCel(part, below, root)];
    }),
  );
}
