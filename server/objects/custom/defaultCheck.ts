import type { FieldError } from "@/server/lib/errors";
import type { Schema } from "../kind";
import { forbidden, invalid } from "../validation/fieldErrors";
import { checkEmbedded } from "./embedded";
import { fillIn } from "./fillIn";
import { checkListTypes } from "./listTypes";
import { prune } from "./prune";
import { checkValue } from "./valueCheck";

/** Whether a schema's own default would be taken: it has no unknown fields, and is valid once it is filled in. */
export function checkDefault(schema: Schema, field: string, isRoot: boolean): FieldError[] {
  if (schema.default === undefined) return [];
  const at = `${field}.default`;
  const isObject = isRoot || schema["x-kubernetes-embedded-resource"] === true;
  const { unknown } = prune(schema, schema.default, isObject);
  if (unknown.length > 0) return [invalid(at, schema.default, "must not have unknown fields")];
  const value = fillIn(schema, schema.default);
  const faults = [
    ...checkValue(schema, value, ""),
    ...checkListTypes(schema, value, ""),
    ...checkEmbedded(schema, value, ""),
  ];
  const below = faults.map((fault) => ({ ...fault, field: fault.field === "" ? at : `${at}.${fault.field}` }));
  return isRoot ? [...below, forbidden(at, "must be undefined at the root")] : below;
}
