import { conditionOf } from "@/server/objects/meta";
import type { Condition } from "@/server/objects/types";

/** What is to be said, before it is known since when. */
export type Said = Omit<Condition, "lastTransitionTime" | "observedGeneration">;

/** The condition as it is told: `lastTransitionTime` moves only when the status does. */
export function settled(
  old: readonly Condition[] | undefined,
  next: Omit<Condition, "lastTransitionTime">,
  now: string,
): Condition {
  const before = conditionOf(old, next.type);
  return { ...next, lastTransitionTime: before?.status === next.status ? before.lastTransitionTime : now };
}
