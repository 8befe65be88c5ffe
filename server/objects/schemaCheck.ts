import type { FieldError } from "@/server/lib/errors";
import type { Schema } from "./kind";
import { isMap, type JsonMap } from "./patch/json";
import { parseQuantity } from "./quantity";
import { resolveSchema } from "./schemas";
import { closest } from "./suggest";
import { invalid, required, wrongType } from "./validation/fieldErrors";
import { quantityWords } from "./validation/resources";

/** What a schema finds: `types` are what cannot be stored at all, `missing` what a complete object must have. */
export interface SchemaFindings {
  readonly types: readonly FieldError[];
  readonly missing: readonly FieldError[];
}

interface Walk {
  readonly root: Schema;
  readonly types: FieldError[];
  readonly missing: FieldError[];
}

/**
 * Holds a value against a kind's schema and lists every field of the wrong type, every unknown field and every missing
 * one. Walks the schema as it is: a compiled validator for Pod took 180 ms of the event loop and 7 MB, this takes none.
 */
export function checkSchema(schema: Schema, value: unknown): SchemaFindings {
  const walk: Walk = { root: schema, types: [], missing: [] };
  check(resolveSchema(schema, schema), value, "", walk);
  return walk;
}

function check(given: Schema, value: unknown, field: string, walk: Walk): void {
  const schema = resolveSchema(given, walk.root);
  if (schema["x-kubernetes-int-or-string"]) {
    const isEither = typeof value === "string" || (Number.isInteger(value) && Math.abs(Number(value)) <= 2 ** 31 - 1);
    if (!isEither) walk.types.push(wrongType(field, value, "an integer or a string"));
    return;
  }
  switch (schema.type) {
    case "object":
      if (isMap(value)) checkMap(schema, value, field, walk);
      else walk.types.push(wrongType(field, value, "an object"));
      break;
    case "array":
      if (Array.isArray(value)) checkList(schema, value, field, walk);
      else walk.types.push(wrongType(field, value, "a list"));
      break;
    case "integer":
      checkInteger(schema, value, field, walk);
      break;
    case "number":
      if (typeof value !== "number") walk.types.push(wrongType(field, value, "a number"));
      break;
    case "boolean":
      if (typeof value !== "boolean") walk.types.push(wrongType(field, value, "true or false"));
      break;
    case "string":
      checkString(schema, value, field, walk);
  }
}

function checkMap(schema: Schema, value: JsonMap, field: string, walk: Walk): void {
  const { properties, additionalProperties } = schema;
  const keepsUnknown = schema["x-kubernetes-preserve-unknown-fields"] || additionalProperties === true;
  for (const [key, part] of Object.entries(value)) {
    const known = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (known) check(known, part, under(field, key), walk);
    else if (key === "__proto__") walk.types.push(unknownField(field, key, properties));
    else if (typeof additionalProperties === "object") check(additionalProperties, part, `${field}[${key}]`, walk);
    else if (!keepsUnknown) walk.types.push(unknownField(field, key, properties));
  }
  // A status is written by the platform in parts; what it lacks is no fault.
  if (field === "status" || field.startsWith("status.")) return;
  for (const key of schema.required ?? [])
    if (!Object.hasOwn(value, key)) walk.missing.push(required(under(field, key)));
}

function checkList(schema: Schema, value: readonly unknown[], field: string, walk: Walk): void {
  const { items } = schema;
  if (items) value.forEach((element, index) => void check(items, element, `${field}[${index}]`, walk));
}

const ranges: Readonly<Record<string, number>> = { int32: 2 ** 31 - 1, int64: Number.MAX_SAFE_INTEGER };

function checkInteger({ format = "int64" }: Schema, value: unknown, field: string, walk: Walk): void {
  const most = ranges[format] ?? Number.MAX_SAFE_INTEGER;
  if (typeof value !== "number" || !Number.isInteger(value)) walk.types.push(wrongType(field, value, "an integer"));
  else if (Math.abs(value) > most)
    walk.types.push(wrongType(field, value, `an integer between ${-most - 1} and ${most}`));
}

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function checkString({ format, enum: choices, pattern }: Schema, value: unknown, field: string, walk: Walk): void {
  if (format === "quantity") {
    if (typeof value !== "string" && typeof value !== "number") walk.types.push(wrongType(field, value, "a quantity"));
    else if (parseQuantity(value) === undefined) walk.types.push(invalid(field, value, quantityWords));
    return;
  }
  if (typeof value !== "string") return void walk.types.push(wrongType(field, value, "a string"));
  if (format === "date-time" && (!rfc3339.test(value) || Number.isNaN(Date.parse(value))))
    walk.types.push(wrongType(field, value, "a time as in 2006-01-02T15:04:05Z"));
  if (format === "byte" && !base64.test(value.replace(/[\r\n]/g, "")))
    walk.types.push({
      ...wrongType(field, "", "base64"),
      message: "Invalid value: must be base64 (illegal base64 data)",
    });
  if (choices && !choices.includes(value))
    walk.types.push(wrongType(field, value, `one of ${JSON.stringify(choices)}`));
  if (pattern && !new RegExp(pattern).test(value)) walk.types.push(wrongType(field, value, `like ${pattern}`));
}

function unknownField(field: string, key: string, properties: Schema["properties"]): FieldError {
  const path = under(field, key);
  const near = closest(key, Object.keys(properties ?? {}));
  const hint = near === undefined ? "" : `, did you mean "${near}"?`;
  return { field: path, reason: "FieldValueUnknown", message: `unknown field "${path}"${hint}` };
}

function under(field: string, key: string): string {
  return field === "" ? key : `${field}.${key}`;
}
