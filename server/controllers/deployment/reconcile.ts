import { isReason } from "@/server/lib/errors";
import { conditionOf, isDeleting } from "@/server/objects/meta";
import { isTerminal } from "@/server/objects/pods";
import type { Deployment, Pod, ReplicaSet } from "@/server/objects/types";
import { type Action, type Failure, type Outcome, statusUpdate } from "../actions";
import { isSame } from "../hash";
import { newSetAnnotations, nextRevision, revisionAnnotation, revisionOf, sizeAnnotations } from "./annotations";
import { replicasOf } from "./numbers";
import { deadlineMsOf, type Now, pausedCondition, rolloutStatus, untilDeadlineMs } from "./progress";
import { byRevision, findNewSet, newSetManifest, newSetName } from "./replicaSets";
import { newSetSize, rollingSizes, type Sizes } from "./rolling";
import { isScaling, scaledSizes } from "./scaling";
import {
  countStatus,
  type DeploymentCondition,
  type DeploymentStatus,
  isComplete,
  type Sets,
  setCondition,
} from "./status";

export interface Observed extends Now {
  readonly sets: readonly ReplicaSet[];
  /** Pods of the old and new sets, ending ones too: read for Recreate, which waits until the old ones are gone. */
  readonly pods: readonly Pod[];
  /** Whatever lies under the name that a new ReplicaSet would take. */
  readonly namesake: ReplicaSet | undefined;
}

/**
 * One step of a Deployment, after Kubernetes' `syncDeployment`: at most one of making the new set, resizing sets,
 * forgetting old ones; then the status. The next change calls again, until nothing is left to do.
 */
export function reconcile(deployment: Deployment, observed: Observed): Outcome {
  const newSet = findNewSet(deployment, observed.sets);
  const sets: Sets = { newSet, old: observed.sets.filter((set) => set.metadata.uid !== newSet?.metadata.uid) };
  if (isDeleting(deployment)) return withStatus(deployment, [], countStatus(deployment, sets, observed.timestamp));
  const conditions = pausedCondition(deployment, observed.timestamp);
  const shown: Deployment = { ...deployment, status: { ...deployment.status, conditions: [...conditions] } };
  if (deployment.spec.paused || isScaling(deployment, observed.sets)) return resize(deployment, shown, sets, observed);
  const actions =
    deployment.spec.strategy?.type === "Recreate" ? recreate(shown, sets, observed) : roll(shown, sets, observed);
  if (actions === "collision") return collision(deployment);
  return finish(deployment, shown, sets, { observed, actions });
}

type Step = readonly Action[] | "collision";

function roll(deployment: Deployment, sets: Sets, observed: Observed): Step {
  if (!sets.newSet) return makeNewSet(deployment, sets, observed);
  const noted = annotateNewSet(deployment, sets.newSet, sets.old);
  return [
    ...noted,
    ...scaleActions(deployment, sets, rollingSizes(deployment, sets.newSet, sets.old), noted.length > 0),
  ];
}

function recreate(deployment: Deployment, sets: Sets, observed: Observed): Step {
  const { newSet, old } = sets;
  const toZero = new Map(old.filter((set) => replicasOf(set) > 0).map((set) => [set.metadata.uid, 0]));
  if (toZero.size > 0) return scaleActions(deployment, sets, toZero);
  const oldUids = new Set(old.map((set) => set.metadata.uid));
  const isOldRunning = observed.pods.some(
    (pod) => !isTerminal(pod) && pod.metadata.ownerReferences?.some(({ uid }) => oldUids.has(uid)),
  );
  if (isOldRunning || old.some((set) => (set.status?.replicas ?? 0) > 0)) return [];
  if (!newSet) return makeNewSet(deployment, sets, observed);
  const noted = annotateNewSet(deployment, newSet, old);
  return [
    ...noted,
    ...scaleActions(deployment, sets, new Map([[newSet.metadata.uid, replicasOf(deployment)]]), noted.length > 0),
  ];
}

function makeNewSet(deployment: Deployment, { old }: Sets, { namesake }: Observed): Step {
  if (namesake) return "collision";
  const size = newSetSize(deployment, old, 0);
  const revision = nextRevision(old);
  const manifest = newSetManifest(deployment, size, revision);
  const message = `Scaled up replica set ${newSetName(deployment)} from 0 to ${size}`;
  const note = { about: deployment, type: "Normal", reason: "ScalingReplicaSet", message } as const;
  return [{ do: "create", kind: "ReplicaSet", manifest, ...(size > 0 ? { note } : {}) }];
}

/** The newest set bears the newest revision, also one that came back by a rollback. */
function annotateNewSet(deployment: Deployment, set: ReplicaSet, old: readonly ReplicaSet[]): Action[] {
  const annotations = newSetAnnotations(deployment, set, nextRevision(old));
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
  if (isSame(annotations, set.metadata.annotations ?? {}) && minReadySeconds === (set.spec.minReadySeconds ?? 0))
    return [];
  const object = { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, minReadySeconds } };
  return [{ do: "update", kind: "ReplicaSet", object }];
}

/** Resizes, each with its event. The new set waits for its next look when it was annotated in this one. */
function scaleActions(deployment: Deployment, { newSet, old }: Sets, sizes: Sizes, isNewSetTaken = false): Action[] {
  const size = sizeAnnotations(deployment);
  return [...(newSet ? [newSet] : []), ...old].flatMap((set): Action[] => {
    const next = sizes.get(set.metadata.uid);
    if (next === undefined || (isNewSetTaken && set === newSet)) return [];
    const current = replicasOf(set);
    const annotations = { ...set.metadata.annotations, ...size };
    if (next === current && isSame(annotations, set.metadata.annotations ?? {})) return [];
    const object = { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas: next } };
    const message = `Scaled ${next > current ? "up" : "down"} replica set ${set.metadata.name} from ${current} to ${next}`;
    const note = { about: deployment, type: "Normal", reason: "ScalingReplicaSet", message } as const;
    return [{ do: "update", kind: "ReplicaSet", object, ...(next === current ? {} : { note }) }];
  });
}

function resize(deployment: Deployment, shown: Deployment, sets: Sets, observed: Observed): Outcome {
  const sizes = scaledSizes(deployment, sets.newSet, sets.old);
  const scaled = scaleActions(deployment, sets, sizes);
  const forgotten = deployment.spec.paused ? forgetOldSets(deployment, sets.old) : [];
  return withStatus(deployment, [...scaled, ...forgotten], countStatus(shown, sets, observed.timestamp));
}

function finish(
  deployment: Deployment,
  shown: Deployment,
  sets: Sets,
  { observed, actions }: { observed: Observed; actions: readonly Action[] },
): Outcome {
  const noted = noteNewSet(shown, sets, observed, actions);
  const status = rolloutStatus({ ...shown, status: { ...shown.status, conditions: [...noted] } }, sets, observed);
  const isDone = actions.length === 0 && isComplete(deployment, status);
  const forgotten = isDone ? forgetOldSets(deployment, sets.old) : [];
  const revision = revisionOf(sets.newSet);
  const revised = revision > 0n && revisionOf(deployment) !== revision ? [withRevision(deployment, revision)] : [];
  // The annotation changes the object: its status follows at the next look.
  if (revised.length > 0) return { actions: [...actions, ...revised] };
  const retryAfterMs = untilDeadlineMs(deployment, status, observed.nowMs);
  return { ...withStatus(deployment, [...actions, ...forgotten], status, observed.timestamp), retryAfterMs };
}

function withRevision(deployment: Deployment, revision: bigint): Action {
  const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: String(revision) };
  return {
    do: "update",
    kind: "Deployment",
    object: { ...deployment, metadata: { ...deployment.metadata, annotations } },
  };
}

/** The first word about a rollout: its set was made, or found. */
function noteNewSet(
  deployment: Deployment,
  { newSet }: Sets,
  observed: Observed,
  actions: readonly Action[],
): readonly DeploymentCondition[] {
  const conditions = deployment.status?.conditions ?? [];
  if (deadlineMsOf(deployment) === undefined) return conditions;
  const say = (reason: string, message: string) =>
    setCondition(conditions, { type: "Progressing", status: "True", reason, message }, observed.timestamp);
  const made = actions.find((action) => action.do === "create");
  if (made) return say("NewReplicaSetCreated", `Created new replica set "${newSetName(deployment)}"`);
  if (newSet && !conditionOf(conditions, "Progressing"))
    return say("FoundNewReplicaSet", `Found new replica set "${newSet.metadata.name}"`);
  return conditions;
}

/** The name is somebody else's: the next try hashes with a count. */
function collision(deployment: Deployment): Outcome {
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
  return { actions: statusUpdate(deployment, { ...deployment.status, collisionCount }, false) };
}

/** Old sets beyond revisionHistoryLimit, the oldest first; never one that still has pods. */
function forgetOldSets(deployment: Deployment, old: readonly ReplicaSet[]): Action[] {
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const idle = old.filter((set) => !isDeleting(set));
  const surplus = [...idle].sort(byRevision).slice(0, Math.max(0, idle.length - limit));
  return surplus
    .filter((set) => replicasOf(set) === 0 && (set.status?.replicas ?? 0) === 0)
    .filter((set) => (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0))
    .map((object) => ({ do: "delete", kind: "ReplicaSet", object }));
}

function withStatus(
  deployment: Deployment,
  actions: readonly Action[],
  status: DeploymentStatus,
  now?: string,
): Outcome {
  const afterwards = (failure: Failure | undefined) => {
    const shown = now === undefined ? status : withCreateFailure(status, failure, now);
    return statusUpdate(deployment, shown, isSame(shown, deployment.status));
  };
  return { actions, afterwards };
}

function withCreateFailure(status: DeploymentStatus, failure: Failure | undefined, now: string): DeploymentStatus {
  if (failure?.action.do !== "create" || isReason(failure.error, "AlreadyExists", "Unavailable", "OutcomeUnknown"))
    return status;
  const failed = { type: "Progressing", status: "False", reason: "ReplicaSetCreateError", message: failure.message };
  return { ...status, conditions: [...setCondition(status.conditions ?? [], failed, now)] };
}
