import type { FieldError } from "@/server/lib/errors";
import type { ScalePaths } from "../kind";
import { isMap, type JsonMap } from "../patch/json";
import { invalid } from "../validation/fieldErrors";

/** The fields of a simple path: `.spec.replicas`. */
function fieldsOf(path: string): string[] {
  return path.split(".").filter((part) => part !== "");
}

/** What lies at a simple path; undefined where nothing does. */
export function valueAt(object: unknown, path: string): unknown {
  let value: unknown = object;
  for (const field of fieldsOf(path)) value = isMap(value) && Object.hasOwn(value, field) ? value[field] : undefined;
  return value;
}

/** The object with this value at a simple path; maps on the way are made where there are none. */
export function withValueAt<T extends object>(object: T, path: string, value: unknown): T {
  const put = (map: JsonMap, [field = "", ...rest]: readonly string[]): JsonMap => {
    const below = map[field];
    return { ...map, [field]: rest.length === 0 ? value : put(isMap(below) ? below : {}, rest) };
  };
  return put(object as unknown as JsonMap, fieldsOf(path)) as unknown as T;
}

const most = 2 ** 31 - 1;

/** What keeps a Scale from being read off the object, after Kubernetes' `ValidateScaleSpec` and `ValidateScaleStatus`. */
export function checkScalePaths({ specReplicasPath, statusReplicasPath }: ScalePaths, object: unknown): FieldError[] {
  return [specReplicasPath, statusReplicasPath].flatMap((path) => {
    const fault = accessFault(object, path);
    if (fault) return [invalid(path, 0, fault)];
    const value = valueAt(object, path);
    if (typeof value !== "number") return [];
    if (value < 0) return [invalid(path, value, "should be a non-negative integer")];
    return value > most ? [invalid(path, value, `should be less than or equal to ${most}`)] : [];
  });
}

function accessFault(object: unknown, path: string): string | undefined {
  const fields = fieldsOf(path);
  let value: unknown = object;
  for (const [index, field] of fields.entries()) {
    if (!isMap(value))
      return `.${fields.join(".")} accessor error: ${textOf(value)} is of the type ${goType(value)}, expected map[string]interface{}`;
    if (!Object.hasOwn(value, field)) return undefined;
    value = value[field];
    if (index < fields.length - 1 || value === undefined) continue;
    if (typeof value !== "number" || !Number.isInteger(value))
      return `.${fields.join(".")} accessor error: ${textOf(value)} is of the type ${goType(value)}, expected int64`;
  }
  return undefined;
}

function textOf(value: unknown): string {
  return value === null ? "<nil>" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

function goType(value: unknown): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : "map[string]interface {}";
}
