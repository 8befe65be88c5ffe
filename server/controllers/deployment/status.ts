import { conditionOf } from "@/server/objects/meta";
import type { Deployment, ReplicaSet } from "@/server/objects/types";
import { availableOf, maxUnavailableOf, replicasOf, sumOf } from "./numbers";

export type DeploymentStatus = NonNullable<Deployment["status"]>;
export type DeploymentCondition = NonNullable<DeploymentStatus["conditions"]>[number];
type NewCondition = Pick<DeploymentCondition, "type" | "status" | "reason" | "message">;

/** The sets of one Deployment, told apart. */
export interface Sets {
  readonly newSet: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

/** After `SetDeploymentCondition`: the same status and reason change nothing, the same status keeps its time. */
export function setCondition(
  conditions: readonly DeploymentCondition[],
  next: NewCondition,
  now: string,
): readonly DeploymentCondition[] {
  const current = conditionOf(conditions, next.type);
  if (current?.status === next.status && current.reason === next.reason) return conditions;
  const lastTransitionTime = current?.status === next.status ? current.lastTransitionTime : now;
  const set = { ...next, lastUpdateTime: now, lastTransitionTime };
  return [...conditions.filter(({ type }) => type !== next.type), set];
}

export function withoutCondition(conditions: readonly DeploymentCondition[], type: string) {
  return conditions.filter((condition) => condition.type !== type);
}

/** The counts, and whether enough pods are available. */
export function countStatus(deployment: Deployment, { newSet, old }: Sets, now: string): DeploymentStatus {
  const all = newSet ? [newSet, ...old] : old;
  const availableReplicas = sumOf(all, availableOf);
  const isMet = availableReplicas >= replicasOf(deployment) - maxUnavailableOf(deployment);
  const available: NewCondition = {
    type: "Available",
    status: isMet ? "True" : "False",
    reason: isMet ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
    message: `Deployment ${isMet ? "has" : "does not have"} minimum availability.`,
  };
  const { collisionCount, conditions = [] } = deployment.status ?? {};
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: sumOf(all, (set) => set.status?.replicas ?? 0),
    updatedReplicas: newSet?.status?.replicas ?? 0,
    readyReplicas: sumOf(all, (set) => set.status?.readyReplicas ?? 0),
    availableReplicas,
    unavailableReplicas: Math.max(0, sumOf(all, replicasOf) - availableReplicas),
    terminatingReplicas: sumOf(all, (set) => set.status?.terminatingReplicas ?? 0),
    ...(collisionCount ? { collisionCount } : {}),
    conditions: [...setCondition(conditions, available, now)],
  };
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = replicasOf(deployment);
  return (
    status.updatedReplicas === wanted &&
    status.replicas === wanted &&
    status.availableReplicas === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}
