import type { FieldError } from "@/server/lib/errors";
import type { ControllerRevision } from "../types";
import { immutable, nonNegative, required } from "./fieldErrors";

/** After Kubernetes' `ValidateControllerRevision`. */
export function validateControllerRevision(
  { data, revision }: ControllerRevision,
  old?: ControllerRevision,
): FieldError[] {
  const isObject = typeof data === "object" && data !== null && !Array.isArray(data);
  return [
    ...(data === undefined || data === null ? [required("data", "data is mandatory")] : []),
    ...(data !== undefined && data !== null && !isObject ? [required("data", "data must be a valid JSON object")] : []),
    ...nonNegative(revision, "revision"),
    ...(old ? immutable(data, old.data, "data") : []),
  ];
}
