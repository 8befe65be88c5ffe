import { conditionOf, controllerOf, isDeleting } from "@/server/objects/meta";
import { isActive, isReady } from "@/server/objects/pods";
import type { Deployment, Event, Pod, ReplicaSet } from "@/server/objects/types";
import { type PodTrouble, podTrouble } from "./podTrouble";
import { setsByRevision } from "./revisions";

export interface WorkloadStatus {
  readonly state: "ready" | "rolling" | "stopped" | "paused" | "unready" | "empty" | "deleting";
  /** `rolling out: 2 of 3 updated; web-7c9f-k2x fails its readiness probe: HTTP probe failed with statuscode: 500` */
  readonly says: string;
  /** What holds it up, the newest pods first. */
  readonly troubles: readonly PodTrouble[];
}

export interface WorkloadParts {
  readonly sets: readonly ReplicaSet[];
  /** Of the namespace; those of others are passed over. */
  readonly pods: readonly Pod[];
  readonly events?: readonly Event[];
}

/** How a Deployment stands, in one sentence, with the cause dug from its pods. */
export function workloadStatus(deployment: Deployment, parts: WorkloadParts): WorkloadStatus {
  const { spec, status, metadata } = deployment;
  const desired = spec.replicas ?? 1;
  const { mine, newest } = ownPods(deployment, parts);
  const troubles = newestFirst(mine, newest).flatMap((pod) => podTrouble(pod, parts.events) ?? []);
  const told = (state: WorkloadStatus["state"], says: string): WorkloadStatus => ({ state, says, troubles });
  if (isDeleting(deployment)) return told("deleting", `being deleted: ${pods(mine.length)} left`);
  const ready = mine.filter((pod) => isActive(pod) && isReady(pod)).length;
  const isCurrent = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const updated = isCurrent ? (status?.updatedReplicas ?? 0) : 0;
  const old = mine.filter((pod) => isActive(pod) && !newest.has(pod.metadata.uid));
  const rollout = { desired, updated, ready, old: old.length, oldReady: old.filter(isReady).length };
  const stopped = stoppedText(deployment, rollout);
  if (stopped) return told("stopped", withCause(stopped, troubles));
  if (spec.paused && (updated < desired || old.length > 0))
    return told("paused", `paused: ${updated} of ${desired} updated`);
  if (desired === 0) return told("empty", mine.length > 0 ? `stopping ${pods(mine.length)}` : "scaled to 0: no pods");
  if (!isCurrent || updated < desired || old.length > 0)
    return told("rolling", withCause(rollingText(rollout), troubles));
  const says = `${ready} of ${desired} pods ready`;
  return ready >= desired ? told("ready", says) : told("unready", withCause(says, troubles));
}

interface Rollout {
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
  readonly old: number;
  readonly oldReady: number;
}

function rollingText({ desired, updated, old }: Rollout): string {
  const left = updated >= desired && old > 0 ? `, ${pods(old)} of the old version to stop` : "";
  return `rolling out: ${updated} of ${desired} updated${left}`;
}

/** The engine gave up waiting, or could make no pods. */
function stoppedText({ spec, status }: Deployment, { desired, updated, ready, oldReady }: Rollout): string | undefined {
  const failure = conditionOf(status?.conditions, "ReplicaFailure");
  if (failure?.status === "True") return `stopped: pods cannot be made: ${failure.message ?? failure.reason ?? ""}`;
  const progressing = conditionOf(status?.conditions, "Progressing");
  if (progressing?.status !== "False" || progressing.reason !== "ProgressDeadlineExceeded") return undefined;
  const within = `no progress for ${spec.progressDeadlineSeconds ?? 600} s`;
  const serving = oldReady > 0 ? `, ${pods(oldReady)} of the old version keep${oldReady === 1 ? "s" : ""} serving` : "";
  const state =
    updated < desired || oldReady > 0 ? `${updated} of ${desired} updated` : `${ready} of ${desired} pods ready`;
  return `stopped: ${state}, ${within}${serving}`;
}

function withCause(says: string, [first]: readonly PodTrouble[]): string {
  return first ? `${says}; ${first.pod} ${first.says}` : says;
}

function pods(count: number): string {
  return count === 1 ? "1 pod" : `${count} pods`;
}

function ownPods(deployment: Deployment, { sets, pods }: WorkloadParts) {
  const own = setsByRevision(deployment, sets);
  const uids = new Set(own.map(({ set }) => set.metadata.uid));
  const current = own[0]?.set.metadata.uid;
  const mine = pods.filter((pod) => uids.has(controllerOf(pod)?.uid ?? ""));
  const newest = new Set(mine.filter((pod) => controllerOf(pod)?.uid === current).map(({ metadata }) => metadata.uid));
  return { mine, newest };
}

/** Pods of the newest template before those of older ones. */
function newestFirst(mine: readonly Pod[], newest: ReadonlySet<string>): Pod[] {
  return [...mine].sort((a, b) => Number(newest.has(b.metadata.uid)) - Number(newest.has(a.metadata.uid)));
}
