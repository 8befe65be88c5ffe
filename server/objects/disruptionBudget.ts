import { controllerOf, isDeleting } from "./meta";
import { isReady, isTerminal } from "./pods";
import { matchesSelector } from "./selector";
import type { Pod, PodDisruptionBudget } from "./types";

export interface Budget {
  readonly healthy: number;
  /** Below this many healthy pods nothing more may be disrupted. */
  readonly needed: number;
  /** How many pods there are to be. */
  readonly expected: number;
}

/** What a pod's controller wants; undefined for a pod that nobody scales. */
export type ReplicasOf = (pod: Pod) => { readonly uid: string; readonly replicas: number } | undefined;

/** What a PodDisruptionBudget comes to with these pods (all of its namespace). Percentages are of what controllers want. */
export function budgetNow(budget: PodDisruptionBudget, pods: readonly Pod[], replicasOf: ReplicasOf): Budget {
  const mine = pods.filter((pod) => !isTerminal(pod) && matchesSelector(budget.spec.selector, pod.metadata.labels));
  const healthy = mine.filter((pod) => isReady(pod) && !isDeleting(pod)).length;
  const { minAvailable = 1, maxUnavailable } = budget.spec;
  const wanted = expectedOf(mine, replicasOf);
  if (maxUnavailable !== undefined)
    return { healthy, needed: Math.max(0, wanted - portion(maxUnavailable, wanted)), expected: wanted };
  const expected = typeof minAvailable === "number" ? mine.length : wanted;
  return { healthy, needed: portion(minAvailable, wanted), expected };
}

function expectedOf(pods: readonly Pod[], replicasOf: ReplicasOf): number {
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
