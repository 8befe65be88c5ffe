import { isEqual } from "@/server/lib/equal";
import type { FieldPath } from "@/server/objects/rbac/limits";
import type { Written } from "./policyTypes";

/** A check of contents: an update may change nothing outside these fields. Creation and deletion are not its matter. */
export function onlyChanges(fields: readonly FieldPath[]): (written: Written) => string | undefined {
  return ({ old, next }) => {
    if (!old || !next) return undefined;
    const outside = changedPaths(old, next).find((path) => !fields.some((field) => isWithin(path, field)));
    return outside && `may not change ${outside.join(".")}`;
  };
}

/** What the platform itself moves at a write is nobody's change. */
const ownedByPlatform = new Set(["metadata.resourceVersion", "metadata.generation", "metadata.managedFields"]);

/** The paths of all values that differ; a list is one value. */
function changedPaths(before: unknown, after: unknown, path: FieldPath = []): FieldPath[] {
  if (Object.is(before, after) || ownedByPlatform.has(path.join("."))) return [];
  const left = before ?? (isRecord(after) ? {} : undefined);
  const right = after ?? (isRecord(before) ? {} : undefined);
  if (!isRecord(left) || !isRecord(right)) return isEqual(left, right) ? [] : [path];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].flatMap((name) => changedPaths(left[name], right[name], [...path, name]));
}

function isWithin(path: FieldPath, field: FieldPath): boolean {
  return field.every((part, at) => path[at] === part);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
