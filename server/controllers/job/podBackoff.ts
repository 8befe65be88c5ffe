import { backoffMs } from "@/server/lib/backoff";
import { conditionOf } from "@/server/objects/meta";
import type { Pod } from "@/server/objects/types";

/** Kubernetes': 10 s, doubled for each further failure since the last success, at most 6 minutes. */
const failedPods = { firstMs: 10_000, maxMs: 360_000 };

/** How long no new pod may be made, after the failures since the last success; 0 when at once. */
export function untilNextPodMs(pods: readonly Pod[], nowMs: number): number {
  const endOf = (phase: string) => pods.filter((pod) => pod.status?.phase === phase).map(finishedMs);
  const lastSuccessMs = Math.max(Number.NEGATIVE_INFINITY, ...endOf("Succeeded"));
  const failures = endOf("Failed").filter((endMs) => endMs > lastSuccessMs);
  if (failures.length === 0) return 0;
  return Math.max(0, Math.max(...failures) + backoffMs(failures.length, failedPods) - nowMs);
}

function finishedMs({ metadata, status }: Pod): number {
  const ends = (status?.containerStatuses ?? []).flatMap(({ state }) =>
    state?.terminated?.finishedAt ? [Date.parse(state.terminated.finishedAt)] : [],
  );
  if (ends.length > 0) return Math.max(...ends);
  const ready = conditionOf(status?.conditions, "Ready")?.lastTransitionTime;
  return Date.parse(ready ?? metadata.deletionTimestamp ?? metadata.creationTimestamp);
}
