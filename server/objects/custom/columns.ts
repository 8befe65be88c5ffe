import type { Cell } from "../columns";
import { ageOf } from "../columns";
import type { Column } from "../kind";
import { parseJsonPath, readJsonPath } from "./jsonPath";

interface Given {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

/** A column of a custom kind: the first value that its path leads to, as Kubernetes prints it. */
export function columnOf({ name, type, format, description, priority = 0, jsonPath }: Given): Column {
  const path = parseJsonPath(jsonPath);
  return {
    name,
    type: type as Column["type"],
    ...(format && { format }),
    description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    priority: priority > 0 ? 1 : 0,
    value: (object, nowMs) => (path ? cell(type, readJsonPath(path, object)[0], nowMs) : null),
  };
}

function cell(type: string, value: unknown, nowMs: number): Cell {
  if (value === undefined || value === null) return null;
  switch (type) {
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      if (typeof value !== "string") return null;
      return Number.isNaN(Date.parse(value)) ? "<invalid>" : ageOf(value, nowMs);
    default:
      return typeof value === "string" ? value : JSON.stringify(value);
  }
}
