import { conditionOf } from "@/server/objects/meta";
import type { Deployment, ReplicaSet } from "@/server/objects/types";
import {
  countStatus,
  type DeploymentCondition,
  type DeploymentStatus,
  isComplete,
  type Sets,
  setCondition,
  withoutCondition,
} from "./status";

export interface Now {
  readonly nowMs: number;
  readonly timestamp: string;
}

/** Kubernetes' "no deadline". */
const noDeadline = 2_147_483_647;

export function deadlineMsOf(deployment: Deployment): number | undefined {
  const seconds = deployment.spec.progressDeadlineSeconds ?? 600;
  return seconds === noDeadline ? undefined : seconds * 1_000;
}

/** The status of a rollout: the counts, whether it moves (`Progressing`) and what stops it (`ReplicaFailure`). */
export function rolloutStatus(deployment: Deployment, sets: Sets, now: Now): DeploymentStatus {
  const status = countStatus(deployment, sets, now.timestamp);
  const progressed = progressConditions(deployment, sets, { status, now });
  return { ...status, conditions: [...withReplicaFailure(progressed, sets, now.timestamp)] };
}

function progressConditions(
  deployment: Deployment,
  { newSet }: Sets,
  { status, now }: { status: DeploymentStatus; now: Now },
): readonly DeploymentCondition[] {
  const conditions = status.conditions ?? [];
  const deadlineMs = deadlineMsOf(deployment);
  if (deadlineMs === undefined) return withoutCondition(conditions, "Progressing");
  const current = conditionOf(conditions, "Progressing");
  const isDone = status.replicas === status.updatedReplicas && current?.reason === "NewReplicaSetAvailable";
  if (isDone) return conditions;
  const who = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const say = (value: "True" | "False", reason: string, message: string) =>
    setCondition(
      conditions,
      { type: "Progressing", status: value, reason, message: `${who} ${message}` },
      now.timestamp,
    );
  if (isComplete(deployment, status)) return say("True", "NewReplicaSetAvailable", "has successfully progressed.");
  if (isProgressing(deployment.status ?? {}, status)) {
    // Each step forward starts the deadline anew: lastUpdateTime must move even where nothing else does.
    const keptTime = current?.status === "True" ? current.lastTransitionTime : now.timestamp;
    const set: DeploymentCondition = {
      type: "Progressing",
      status: "True",
      reason: "ReplicaSetUpdated",
      message: `${who} is progressing.`,
      lastUpdateTime: now.timestamp,
      lastTransitionTime: keptTime,
    };
    return [...withoutCondition(conditions, "Progressing"), set];
  }
  if (hasTimedOut(current, deadlineMs, now.nowMs))
    return say("False", "ProgressDeadlineExceeded", "has timed out progressing.");
  return conditions;
}

function isProgressing(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const oldReplicas = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas;
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    oldReplicas(after) < oldReplicas(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function hasTimedOut(current: DeploymentCondition | undefined, deadlineMs: number, nowMs: number): boolean {
  if (!current || current.reason === "NewReplicaSetAvailable") return false;
  if (current.reason === "ProgressDeadlineExceeded") return true;
  return Date.parse(current.lastUpdateTime ?? "") + deadlineMs < nowMs;
}

/** When to look whether the deadline has passed; undefined when nothing is under way. */
export function untilDeadlineMs(deployment: Deployment, status: DeploymentStatus, nowMs: number): number | undefined {
  const deadlineMs = deadlineMsOf(deployment);
  const current = conditionOf(status.conditions, "Progressing");
  if (deadlineMs === undefined || !current?.lastUpdateTime || deployment.spec.paused) return undefined;
  if (isComplete(deployment, status) || current.reason === "ProgressDeadlineExceeded") return undefined;
  return Math.max(0, Date.parse(current.lastUpdateTime) + deadlineMs - nowMs) + 1_000;
}

function withReplicaFailure(
  conditions: readonly DeploymentCondition[],
  { newSet, old }: Sets,
  now: string,
): readonly DeploymentCondition[] {
  const failing = (set: ReplicaSet | undefined) => conditionOf(set?.status?.conditions, "ReplicaFailure");
  const failure = failing(newSet) ?? old.map(failing).find((found) => found !== undefined);
  if (failure?.status !== "True") return withoutCondition(conditions, "ReplicaFailure");
  const { type, status, reason, message } = failure;
  return setCondition(conditions, { type, status, reason, message }, now);
}

/** `Progressing` says that a paused Deployment stands still, so that the deadline does not run. */
export function pausedCondition(deployment: Deployment, now: string): readonly DeploymentCondition[] {
  const conditions = deployment.status?.conditions ?? [];
  const current = conditionOf(conditions, "Progressing");
  if (deadlineMsOf(deployment) === undefined || current?.reason === "ProgressDeadlineExceeded") return conditions;
  const wasPaused = current?.reason === "DeploymentPaused";
  const isPaused = deployment.spec.paused === true;
  if (wasPaused === isPaused) return conditions;
  const [reason, message] = isPaused
    ? ["DeploymentPaused", "Deployment is paused"]
    : ["DeploymentResumed", "Deployment is resumed"];
  return setCondition(conditions, { type: "Progressing", status: "Unknown", reason, message }, now);
}
