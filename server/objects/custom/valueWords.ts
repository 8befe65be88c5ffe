import type { FieldError } from "@/server/lib/errors";
import type { Schema } from "../kind";
import { invalid, required } from "../validation/fieldErrors";

/** What is wrong with a value of a custom object, in the words of Kubernetes' schema validator (kube-openapi). */

export function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

export function notOfType(field: string, value: unknown, types: string): FieldError {
  const shown = JSON.stringify(typeOf(value));
  return {
    field,
    reason: "FieldValueTypeInvalid",
    message: `Invalid value: ${shown}: ${field} in body must be of type ${types}: ${shown}`,
  };
}

/** Where a format is asked for, Kubernetes tells the format instead of the type, and Go's name of what was found. */
export function notOfFormattedType(field: string, value: unknown, { type = "", format = "" }: Schema): FieldError {
  const isPlain = Array.isArray(value) || (typeof value === "string" && type !== "string");
  if (isPlain) return notOfType(field, value, type);
  const found = typeof value === "number" ? (Number.isInteger(value) ? "int64" : "float64") : "";
  return notOfFormat(field, found, format);
}

export function notOfFormat(field: string, value: string, format: string): FieldError {
  const shown = JSON.stringify(value);
  return {
    field,
    reason: "FieldValueTypeInvalid",
    message: `Invalid value: ${shown}: ${field} in body must be of type ${format}: ${shown}`,
  };
}

export function inBody(field: string, value: unknown, should: string): FieldError {
  return invalid(field, value, `${field} in body ${should}`);
}

/** Junctors name their field in the message alone. */
export function ofWhole(says: string): FieldError {
  return { field: "<nil>", reason: "FieldValueInvalid", message: `Invalid value: "": ${says}` };
}

export function outOfFormat(field: string, type: string, format: string | undefined): FieldError {
  const how = format === undefined ? "(default format)" : `with format ${format}`;
  return ofWhole(`Checked value must be of type ${type} ${how} in ${field}`);
}

export function missing(field: string): FieldError {
  return required(field);
}

/** The choices as strings, as Kubernetes writes them whatever their type. */
export function notAmong(field: string, value: unknown, choices: readonly unknown[]): FieldError {
  const list = choices.map((one) => JSON.stringify(typeof one === "string" ? one : JSON.stringify(one))).join(", ");
  const message = `Unsupported value: ${JSON.stringify(value) ?? "null"}: supported values: ${list}`;
  return { field, reason: "FieldValueNotSupported", message };
}
