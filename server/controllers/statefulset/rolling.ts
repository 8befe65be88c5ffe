import { isDeleting } from "@/server/objects/meta";
import type { StatefulSet } from "@/server/objects/types";
import { resolvePercent } from "../numbers";
import { ordinalRange, revisionNameOf } from "./identity";
import { isServing, type Occupied, type Slot } from "./layout";

/**
 * Pods to delete so that they come back of the new revision: the highest ordinal first, none below the partition, and
 * never more out of service than `maxUnavailable`. A pod that does not serve costs nothing, but waits for its turn.
 */
export function toReplace(
  set: StatefulSet,
  slots: readonly Slot[],
  { update, nowMs }: { update: string; nowMs: number },
): Occupied[] {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type !== "RollingUpdate") return [];
  const least = ordinalRange(set).first + (rollingUpdate?.partition ?? 0);
  let room = maxUnavailableOf(set) - slots.filter(({ pod }) => !isServing(set, pod, nowMs)).length;
  const chosen: Occupied[] = [];
  for (const { ordinal, pod } of [...slots].reverse()) {
    if (ordinal < least) break;
    if (!pod || isDeleting(pod) || revisionNameOf(pod) === update) continue;
    const cost = isServing(set, pod, nowMs) ? 1 : 0;
    if (cost > 0 && room <= 0) break;
    room -= cost;
    chosen.push({ ordinal, pod });
  }
  return chosen;
}

/** At least 1: the roll must be able to move. */
function maxUnavailableOf({ spec }: StatefulSet): number {
  const wanted = spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1;
  return Math.max(1, resolvePercent(wanted, spec.replicas ?? 1, "up"));
}
