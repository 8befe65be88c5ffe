import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import type { Schema } from "../kind";
import { isMap, type JsonMap } from "../patch/json";
import { tooLong, tooMany } from "../validation/fieldErrors";
import { stringFormats } from "./formats";
import { patternOf } from "./pattern";
import {
  inBody,
  missing,
  notAmong,
  notOfFormat,
  notOfFormattedType,
  notOfType,
  ofWhole,
  outOfFormat,
  typeOf,
} from "./valueWords";

/**
 * Everything that is wrong with a value by its structural schema, in Kubernetes' words. Unknown fields are no fault:
 * they are pruned before. The order of what is found is the schema's (Kubernetes' own is not fixed).
 */
export function checkValue(schema: Schema, value: unknown, field: string): FieldError[] {
  if (value === null && schema.nullable) return [];
  return [
    ...checkType(schema, value, field),
    ...checkJunctors(schema, value, field),
    ...(schema.enum && !schema.enum.some((one) => isEqual(one, value)) ? [notAmong(field, value, schema.enum)] : []),
    ...(typeof value === "string" ? checkString(schema, value, field) : []),
    ...(typeof value === "number" ? checkNumber(schema, value, field) : []),
    ...(Array.isArray(value) ? checkList(schema, value, field) : []),
    ...(isMap(value) ? checkMap(schema, value, field) : []),
  ];
}

function checkType(schema: Schema, value: unknown, field: string): FieldError[] {
  const isEither = schema["x-kubernetes-int-or-string"];
  const types = isEither ? ["integer", "string"] : schema.type ? [schema.type] : [];
  const own = typeOf(value);
  if (types.length === 0 || types.includes(own) || (own === "integer" && types.includes("number"))) return [];
  const wrong = hasKnownFormat(schema)
    ? notOfFormattedType(field, value, schema)
    : notOfType(field, value, types.join(","));
  return own === "number" && schema.type === "integer"
    ? [wrong, outOfFormat(field, "integer", schema.format)]
    : [wrong];
}

function hasKnownFormat({ type, format = "" }: Schema): boolean {
  return type === "string" ? Object.hasOwn(stringFormats, format) : numberFormats.has(format);
}
const numberFormats = new Set(["int32", "int64", "float", "double"]);

function checkJunctors(schema: Schema, value: unknown, field: string): FieldError[] {
  const found: FieldError[] = [];
  const { allOf = [], anyOf = [], oneOf = [], not } = schema;
  if (anyOf.length > 0 && !anyOf.some((one) => passes(one, value, field)))
    found.push(ofWhole(`"${field}" must validate at least one schema (anyOf)`), ...nearest(anyOf, value, field));
  if (oneOf.length > 0) {
    const count = oneOf.filter((one) => passes(one, value, field)).length;
    const says = `"${field}" must validate one and only one schema (oneOf).`;
    if (count === 0) found.push(ofWhole(`${says} Found none valid`), ...nearest(oneOf, value, field));
    if (count > 1) found.push(ofWhole(`${says} Found ${count} valid alternatives`));
  }
  if (allOf.length > 0) {
    const faults = allOf.map((one) => checkValue(one, value, field));
    const failed = faults.filter((one) => one.length > 0);
    const none = failed.length === allOf.length ? ". None validated" : "";
    if (failed.length > 0)
      found.push(...failed.flat(), ofWhole(`"${field}" must validate all the schemas (allOf)${none}`));
  }
  if (not && passes(not, value, field)) found.push(ofWhole(`"${field}" must not validate the schema (not)`));
  return found;
}

function passes(schema: Schema, value: unknown, field: string): boolean {
  return checkValue(schema, value, field).length === 0;
}

/** What is wrong by the alternative that comes nearest, the first of equals. */
function nearest(schemas: readonly Schema[], value: unknown, field: string): FieldError[] {
  let best: FieldError[] | undefined;
  for (const schema of schemas) {
    const faults = checkValue(schema, value, field);
    if (!best || faults.length < best.length) best = faults;
  }
  return best ?? [];
}

function checkString(schema: Schema, value: string, field: string): FieldError[] {
  const { minLength, maxLength, pattern, format } = schema;
  const length = minLength === undefined && maxLength === undefined ? 0 : [...value].length;
  const known = format !== undefined && Object.hasOwn(stringFormats, format) ? stringFormats[format] : undefined;
  return [
    ...(maxLength !== undefined && length > maxLength ? [tooLong(field, maxLength)] : []),
    ...(minLength !== undefined && length < minLength
      ? [inBody(field, value, `should be at least ${minLength} chars long`)]
      : []),
    ...(pattern && !patternOf(pattern).test(value) ? [inBody(field, value, `should match '${pattern}'`)] : []),
    ...(format && known && !known(value) ? [notOfFormat(field, value, format)] : []),
  ];
}

const int32 = [-(2 ** 31), 2 ** 31 - 1] as const;
const maxFloat = 3.4028234663852886e38;

function checkNumber(schema: Schema, value: number, field: string): FieldError[] {
  const { minimum, maximum, multipleOf, format, type } = schema;
  const found: FieldError[] = [];
  if (type === "integer" && format === "int32" && (value < int32[0] || value > int32[1]))
    found.push(outOfFormat(field, "integer", "int32"));
  if (type === "number" && format === "float" && Math.abs(value) > maxFloat)
    found.push(outOfFormat(field, "number", "float"));
  if (multipleOf !== undefined && !isMultiple(value, multipleOf))
    found.push(inBody(field, value, `should be a multiple of ${multipleOf}`));
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum))
    found.push(inBody(field, value, `should be less than ${schema.exclusiveMaximum ? "" : "or equal to "}${maximum}`));
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum))
    found.push(
      inBody(field, value, `should be greater than ${schema.exclusiveMinimum ? "" : "or equal to "}${minimum}`),
    );
  return found;
}

function isMultiple(value: number, factor: number): boolean {
  return Number.isInteger(value / factor);
}

function checkList(schema: Schema, value: readonly unknown[], field: string): FieldError[] {
  const { items, minItems, maxItems } = schema;
  return [
    ...(maxItems !== undefined && value.length > maxItems ? [tooMany(field, value.length, maxItems)] : []),
    ...(minItems !== undefined && value.length < minItems
      ? [inBody(field, value.length, `should have at least ${minItems} items`)]
      : []),
    ...(items ? value.flatMap((element, index) => checkValue(items, element, `${field}[${index}]`)) : []),
  ];
}

function checkMap(schema: Schema, value: JsonMap, field: string): FieldError[] {
  const { properties, additionalProperties, minProperties, maxProperties } = schema;
  const size = Object.keys(value).length;
  const found: FieldError[] = [];
  if (maxProperties !== undefined && size > maxProperties) found.push(tooMany(field, size, maxProperties));
  if (minProperties !== undefined && size < minProperties)
    found.push(inBody(field, size, `should have at least ${minProperties} properties`));
  for (const key of schema.required ?? []) if (!Object.hasOwn(value, key)) found.push(missing(under(field, key)));
  for (const [key, part] of Object.entries(value)) {
    const known = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (known) found.push(...checkValue(known, part, under(field, key)));
    else if (typeof additionalProperties === "object")
      found.push(...checkValue(additionalProperties, part, under(field, key)));
  }
  return found;
}

export function under(field: string, key: string): string {
  return field === "" ? key : `${field}.${key}`;
}
