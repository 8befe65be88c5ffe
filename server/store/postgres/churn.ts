import { isEqual } from "@/server/lib/equal";
import type { Change } from "../store";

/**
 * Whether only the status moved, as far as can be told cheaply: `metadata.generation` counts every other change of a
 * spec. Such changes are thinned first; what a person did never is.
 */
export function isChurn({ type, object, previous }: Pick<Change, "type" | "object" | "previous">): boolean {
  if (type !== "MODIFIED" || !previous) return false;
  const now = object.metadata;
  const before = previous.metadata;
  return (
    now.generation !== undefined &&
    now.generation === before.generation &&
    now.uid === before.uid &&
    now.deletionTimestamp === before.deletionTimestamp &&
    isEqual(now.labels, before.labels) &&
    isEqual(now.annotations, before.annotations)
  );
}
