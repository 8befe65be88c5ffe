import type { FieldError } from "@/server/lib/errors";
import type { Schema } from "../kind";
import type { CustomResourceDefinition } from "../types";
import { duplicate, invalid, required, tooMany } from "../validation/fieldErrors";

type Version = CustomResourceDefinition["spec"]["versions"][number];

const most = 8;
const selectable = ["string", "boolean", "integer"];
const says =
  "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";

/** The fields that a field selector may name: plain paths to single values, after Kubernetes' own check. */
export function validateSelectableFields({ selectableFields = [], schema }: Version, field: string): FieldError[] {
  const at = `${field}.selectableFields`;
  const seen = new Set<string>();
  const faults = selectableFields.flatMap(({ jsonPath }, index) => {
    const path = `${at}[${index}].jsonPath`;
    if (!jsonPath) return [required(path)];
    if (seen.has(jsonPath)) return [duplicate(path, jsonPath)];
    seen.add(jsonPath);
    return checkPath(jsonPath, path, (schema?.openAPIV3Schema ?? {}) as Schema);
  });
  return selectableFields.length > most ? [tooMany(at, selectableFields.length, most), ...faults] : faults;
}

function checkPath(jsonPath: string, field: string, schema: Schema): FieldError[] {
  if (!jsonPath.startsWith("."))
    return [invalid(field, jsonPath, `is an invalid path: expected [ or . but got: ${jsonPath.split(/[.[]/)[0]}`)];
  const target = jsonPath
    .slice(1)
    .split(".")
    .reduce<Schema | undefined>((part, name) => part?.properties?.[name], schema);
  if (!target || jsonPath.startsWith(".metadata."))
    return [invalid(field, jsonPath, "is an invalid path: does not refer to a valid field")];
  return selectable.includes(target.type ?? "") ? [] : [invalid(field, jsonPath, says)];
}
