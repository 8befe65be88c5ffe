import { controllerOf, isDeleting } from "@/server/objects/meta";
import { isReady, isTerminal } from "@/server/objects/pods";
import { matchesSelector } from "@/server/objects/selector";
import type { Pod, PodDisruptionBudget } from "@/server/objects/types";

export interface Budget {
  readonly healthy: number;
  /** Below this many healthy pods nothing more may be disrupted. */
  readonly needed: number;
}

/**
 * What a PodDisruptionBudget allows right now, counted afresh from the pods at each eviction, so that no status that lags
 * behind can let one too many go. `replicasOf` is what a pod's controller wants; percentages are of that.
 */
export function budgetNow(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  replicasOf: (pod: Pod) => { readonly uid: string; readonly replicas: number } | undefined,
): Budget {
  const mine = pods.filter((pod) => !isTerminal(pod) && matchesSelector(budget.spec.selector, pod.metadata.labels));
  const healthy = mine.filter((pod) => isReady(pod) && !isDeleting(pod)).length;
  const expected = expectedOf(mine, replicasOf);
  const { minAvailable, maxUnavailable } = budget.spec;
  if (maxUnavailable !== undefined)
    return { healthy, needed: Math.max(0, expected - portion(maxUnavailable, expected)) };
  return { healthy, needed: portion(minAvailable ?? 1, expected) };
}

/** Whether this pod may go, after Kubernetes' eviction: what does no work may always go, what is unready mostly. */
export function mayEvict(pod: Pod, budget: PodDisruptionBudget, { healthy, needed }: Budget): boolean {
  const isWorking = pod.status?.phase === "Running" && pod.spec.nodeName !== undefined;
  if (!isWorking || isTerminal(pod) || isDeleting(pod)) return true;
  if (isReady(pod)) return healthy > needed;
  const policy = budget.spec.unhealthyPodEvictionPolicy ?? "IfHealthyBudget";
  return policy === "AlwaysAllow" || (healthy >= needed && needed > 0) || healthy > needed;
}

function expectedOf(
  pods: readonly Pod[],
  replicasOf: (pod: Pod) => { readonly uid: string; readonly replicas: number } | undefined,
): number {
  const controllers = new Map<string, number>();
  let alone = 0;
  for (const pod of pods) {
    const controller = controllerOf(pod) && replicasOf(pod);
    if (controller) controllers.set(controller.uid, controller.replicas);
    else alone++;
  }
  return [...controllers.values()].reduce((sum, replicas) => sum + replicas, alone);
}

/** A number, or a percentage rounded up, as Kubernetes scales budgets. */
function portion(value: number | string, total: number): number {
  if (typeof value === "number") return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  return percent === undefined ? Number(value) || 0 : Math.ceil((Number(percent) / 100) * total);
}
