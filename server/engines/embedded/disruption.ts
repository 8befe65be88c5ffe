import type { Budget } from "@/server/objects/disruptionBudget";
import { isDeleting } from "@/server/objects/meta";
import { isReady, isTerminal } from "@/server/objects/pods";
import type { Pod, PodDisruptionBudget } from "@/server/objects/types";

/**
 * Whether this pod may go, after Kubernetes' eviction: what does no work may always go, what is unready mostly. `budget`
 * is counted afresh from the pods at each eviction, so that no status that lags behind can let one too many go.
 */
export function mayEvict(
  pod: Pod,
  budget: PodDisruptionBudget,
  { healthy, needed }: Pick<Budget, "healthy" | "needed">,
): boolean {
  const isWorking = pod.status?.phase === "Running" && pod.spec.nodeName !== undefined;
  if (!isWorking || isTerminal(pod) || isDeleting(pod)) return true;
  if (isReady(pod)) return healthy > needed;
  const policy = budget.spec.unhealthyPodEvictionPolicy ?? "IfHealthyBudget";
  return policy === "AlwaysAllow" || (healthy >= needed && needed > 0) || healthy > needed;
}
