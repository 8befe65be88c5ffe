import type { PodStatus } from "@/server/objects/types";

/**
 * A status as a strategic merge patch. The merge keeps what is left out, also within a condition (they merge by type):
 * what went away is said, or a ready pod would keep the reason why it was not.
 */
export function statusPatch(status: PodStatus) {
  return {
    ...status,
    reason: status.reason ?? null,
    message: status.message ?? null,
    ...(status.conditions && {
      conditions: status.conditions.map((condition) => ({
        ...condition,
        reason: condition.reason ?? null,
        message: condition.message ?? null,
      })),
    }),
  };
}
