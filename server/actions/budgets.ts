import { controllerOf, isDeleting, nameOf } from "@/server/objects/meta";
import { isReady, isTerminal } from "@/server/objects/pods";
import { matchesSelector } from "@/server/objects/selector";
import type { Pod, PodDisruptionBudget } from "@/server/objects/types";

export interface BudgetRoom {
  readonly budget: string;
  /** How many of its pods may go right now. */
  readonly allowed: number;
  covers(pod: Pod): boolean;
}

/** What each PodDisruptionBudget allows, for a plan; the engine counts anew at each eviction. */
export function budgetRooms(budgets: readonly PodDisruptionBudget[], pods: readonly Pod[]): BudgetRoom[] {
  return budgets.map((budget) => {
    const covers = (pod: Pod) =>
      pod.metadata.namespace === budget.metadata.namespace &&
      matchesSelector(budget.spec.selector, pod.metadata.labels) &&
      !isTerminal(pod);
    const mine = pods.filter(covers);
    const healthy = mine.filter((pod) => isReady(pod) && !isDeleting(pod)).length;
    return { budget: nameOf(budget), allowed: Math.max(0, healthy - neededOf(budget, mine)), covers };
  });
}

function neededOf({ spec }: PodDisruptionBudget, pods: readonly Pod[]): number {
  const expected = pods.filter((pod) => controllerOf(pod) === undefined || !isDeleting(pod)).length;
  if (spec.maxUnavailable !== undefined) return Math.max(0, expected - portion(spec.maxUnavailable, expected));
  return portion(spec.minAvailable ?? 1, expected);
}

/** A number, or a percentage rounded up, as Kubernetes scales budgets. */
function portion(value: number | string, total: number): number {
  if (typeof value === "number") return value;
  return value.endsWith("%") ? Math.ceil((Number.parseInt(value, 10) / 100) * total) : Number(value) || 0;
}
