import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";

/** Makers of field errors, in the words of Kubernetes' `field` package (apimachinery/pkg/util/validation/field). */

export function required(field: string, detail = ""): FieldError {
  return { field, reason: "FieldValueRequired", message: withDetail("Required value", detail) };
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { field, reason: "FieldValueInvalid", message: withDetail(`Invalid value: ${valueText(value)}`, detail) };
}

/** One error for each thing that is wrong with the value. */
export function invalidEach(field: string, value: unknown, details: readonly string[]): FieldError[] {
  return details.map((detail) => invalid(field, value, detail));
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map((one) => JSON.stringify(one)).join(", ");
  const message = `Unsupported value: ${valueText(value)}: supported values: ${list}`;
  return { field, reason: "FieldValueNotSupported", message };
}

export function duplicate(field: string, value: unknown, detail = ""): FieldError {
  return { field, reason: "FieldValueDuplicate", message: withDetail(`Duplicate value: ${valueText(value)}`, detail) };
}

export function forbidden(field: string, detail: string): FieldError {
  return { field, reason: "FieldValueForbidden", message: `Forbidden: ${detail}` };
}

export function notFound(field: string, value: unknown): FieldError {
  return { field, reason: "FieldValueNotFound", message: `Not found: ${valueText(value)}` };
}

export function tooLong(field: string, maxBytes: number): FieldError {
  return { field, reason: "FieldValueTooLong", message: `Too long: may not be more than ${maxBytes} bytes` };
}

export function tooMany(field: string, count: number, most: number): FieldError {
  return {
    field,
    reason: "FieldValueTooMany",
    message: `Too many: ${count}: must have at most ${most} ${most === 1 ? "item" : "items"}`,
  };
}

/** The value has another type than its field; Kubernetes answers these with BadRequest. */
export function wrongType(field: string, value: unknown, wanted: string): FieldError {
  return {
    field,
    reason: "FieldValueTypeInvalid",
    message: withDetail(`Invalid value: ${valueText(value)}`, `must be ${wanted}`),
  };
}

const longest = 2000;

/** A value as it stands in a message: JSON, cut when it would fill a screen. */
function valueText(value: unknown): string {
  const text = JSON.stringify(value) ?? "null";
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function withDetail(what: string, detail: string): string {
  return detail === "" ? what : `${what}: ${detail}`;
}

/** `metadata.labels[a.b/c]` for a key of a map, `spec.ports[0]` for an index. */
export function at(field: string, key: string | number): string {
  return `${field}[${key}]`;
}

/** The errors of each element, by its path. */
export function forEachOf<T>(
  list: readonly T[] | undefined,
  field: string,
  check: (element: T, field: string, index: number) => FieldError[],
): FieldError[] {
  return (list ?? []).flatMap((element, index) => check(element, at(field, index), index));
}

/** An error for each element whose key came before. */
export function duplicatesOf<T>(
  list: readonly T[] | undefined,
  keyOf: (element: T) => string | undefined,
  fieldOf: (index: number) => string,
): FieldError[] {
  const seen = new Set<string>();
  return (list ?? []).flatMap((element, index) => {
    const key = keyOf(element);
    if (!key) return [];
    if (seen.has(key)) return [duplicate(fieldOf(index), key)];
    seen.add(key);
    return [];
  });
}

export function oneOf(value: string | undefined, field: string, supported: readonly string[]): FieldError[] {
  if (!value) return [required(field)];
  return supported.includes(value) ? [] : [notSupported(field, value, supported)];
}

/** The same when it may be left out. */
export function oneOfIfSet(value: string | undefined, field: string, supported: readonly string[]): FieldError[] {
  return value === undefined || supported.includes(value) ? [] : [notSupported(field, value, supported)];
}

export function nonNegative(value: number | undefined, field: string): FieldError[] {
  return value !== undefined && value < 0 ? [invalid(field, value, "must be greater than or equal to 0")] : [];
}

export function inRange(value: number | undefined, field: string, [least, most]: readonly [number, number]) {
  if (value === undefined || (value >= least && value <= most)) return [];
  return [invalid(field, value, `must be between ${least} and ${most}, inclusive`)];
}

export function immutable(value: unknown, old: unknown, field: string): FieldError[] {
  return isEqual(value, old) ? [] : [invalid(field, value ?? null, "field is immutable")];
}
