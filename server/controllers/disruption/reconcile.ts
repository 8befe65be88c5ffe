import { budgetNow, type ReplicasOf } from "@/server/objects/disruptionBudget";
import { withCondition } from "@/server/objects/meta";
import type { Pod, PodDisruptionBudget } from "@/server/objects/types";
import { type Outcome, statusUpdate } from "../actions";
import { isSame } from "../hash";

export interface Observed {
  /** All pods of the budget's namespace. */
  readonly pods: readonly Pod[];
  readonly replicasOf: ReplicasOf;
  readonly timestamp: string;
}

type Status = NonNullable<PodDisruptionBudget["status"]>;
type Condition = NonNullable<Status["conditions"]>[number];

/** Keeps a budget's status, after Kubernetes' disruption controller. Preemption and people read it; evictions count anew. */
export function reconcile(budget: PodDisruptionBudget, { pods, replicasOf, timestamp }: Observed): Outcome {
  const { healthy, needed, expected } = budgetNow(budget, pods, replicasOf);
  const disruptionsAllowed = expected > 0 ? Math.max(0, healthy - needed) : 0;
  const { generation } = budget.metadata;
  const condition = {
    type: "DisruptionAllowed",
    status: disruptionsAllowed > 0 ? "True" : "False",
    reason: disruptionsAllowed > 0 ? "SufficientPods" : "InsufficientPods",
    message: "",
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  } as const;
  const status: Status = {
    ...budget.status,
    currentHealthy: healthy,
    desiredHealthy: needed,
    disruptionsAllowed,
    expectedPods: expected,
    conditions: [...withCondition<Condition>(budget.status?.conditions, condition, timestamp)],
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
  return { actions: statusUpdate(budget, status, isSame(status, budget.status)) };
}
