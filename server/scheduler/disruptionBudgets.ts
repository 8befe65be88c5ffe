import { matchesSelector } from "@/server/objects/selector";
import type { PodDisruptionBudget } from "@/server/objects/types";
import type { PodInfo } from "./podInfo";

/** Which of the pods would break a PodDisruptionBudget if they were evicted one after another, in this order. */
export function violating(pods: readonly PodInfo[], budgets: readonly PodDisruptionBudget[]): ReadonlySet<PodInfo> {
  const left = budgets.map(({ metadata, spec, status }) => ({
    namespace: metadata.namespace,
    selector: spec.selector,
    allowed: status?.disruptionsAllowed ?? 0,
  }));
  const broken = new Set<PodInfo>();
  for (const pod of pods)
    for (const budget of left) {
      if (budget.namespace !== pod.namespace || !matchesSelector(budget.selector, pod.labels)) continue;
      budget.allowed--;
      if (budget.allowed < 0) broken.add(pod);
    }
  return broken;
}
