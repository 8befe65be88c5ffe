import { isDeleting } from "@/server/objects/meta";
import type { Job, Pod } from "@/server/objects/types";
import type { Action } from "../actions";
import type { JobStatus } from "./conditions";
import { judgeFailure } from "./failurePolicy";
import { formatIndexes, indexOf, parseIndexes } from "./indexes";

export const trackingFinalizer = "batch.kubernetes.io/job-tracking";

export interface Tracked {
  /** The counters of the next status. */
  readonly counted: Pick<JobStatus, "succeeded" | "failed" | "completedIndexes" | "uncountedTerminatedPods">;
  /** Ended pods in all, also those that the counters do not hold yet. */
  readonly succeeded: number;
  readonly failed: number;
  readonly completed: ReadonlySet<number>;
  /** Pods that are noted as ended: their finalizer goes once the status is written. */
  readonly settled: readonly Pod[];
}

export function isTracked(pod: Pod): boolean {
  return pod.metadata.finalizers?.includes(trackingFinalizer) === true;
}

/**
 * Counts each ended pod once, however often this is interrupted. An ended pod bears a finalizer until its uid is
 * noted in the status; only when the finalizer (or the pod) is gone does the uid turn into a count. After Kubernetes'
 * `trackJobStatusAndRemoveFinalizers`.
 */
export function track(job: Job, pods: readonly Pod[], isFailing: boolean): Tracked {
  const isIndexed = job.spec.completionMode === "Indexed";
  const held = new Map(pods.filter(isTracked).map((pod) => [pod.metadata.uid, pod]));
  const noted = job.status?.uncountedTerminatedPods;
  const [doneOld, failedOld] = [noted?.succeeded ?? [], noted?.failed ?? []];
  const isHeld = (uid: string) => held.has(uid);
  const known = new Set([...doneOld, ...failedOld]);
  const fresh = [...held.values()].filter((pod) => !known.has(pod.metadata.uid));
  const done = fresh.filter((pod) => pod.status?.phase === "Succeeded");
  const failed = fresh.filter((pod) => pod.status?.phase !== "Succeeded" && (isFailing || hasFailed(job, pod)));
  const counting = failed.filter((pod) => judgeFailure(job, pod).action !== "Ignore");
  const completed = completedIndexes(job, done);
  const uncounted = {
    succeeded: isIndexed ? [] : [...doneOld.filter(isHeld), ...done.map(uidOf)],
    failed: [...failedOld.filter(isHeld), ...counting.map(uidOf)],
  };
  const doneBefore = (job.status?.succeeded ?? 0) + doneOld.filter((uid) => !isHeld(uid)).length;
  const failedBefore = (job.status?.failed ?? 0) + failedOld.filter((uid) => !isHeld(uid)).length;
  const noting = [...uncounted.succeeded, ...uncounted.failed];
  return {
    counted: {
      succeeded: isIndexed ? completed.size : doneBefore,
      failed: failedBefore,
      ...(isIndexed && completed.size > 0 ? { completedIndexes: formatIndexes(completed) } : {}),
      ...(noting.length > 0 ? { uncountedTerminatedPods: uncounted } : { uncountedTerminatedPods: {} }),
    },
    succeeded: isIndexed ? completed.size : doneBefore + uncounted.succeeded.length,
    failed: failedBefore + uncounted.failed.length,
    completed,
    settled: [...held.values()].filter(
      (pod) => known.has(pod.metadata.uid) || done.includes(pod) || failed.includes(pod),
    ),
  };
}

/** Lets an ended pod go, once it is noted. */
export function untrack(pod: Pod): Action {
  const finalizers = pod.metadata.finalizers?.filter((name) => name !== trackingFinalizer);
  return { do: "update", kind: "Pod", object: { ...pod, metadata: { ...pod.metadata, finalizers } } };
}

/** Failed, or taken for it: one that is being deleted is replaced at once, unless the policy says to wait. */
export function hasFailed(job: Job, pod: Pod): boolean {
  if (pod.status?.phase === "Failed") return true;
  return !waitsForEnd(job) && isDeleting(pod) && pod.status?.phase !== "Succeeded";
}

/** Whether a pod counts (and is replaced) only once it has ended: Kubernetes' podReplacementPolicy Failed. */
export function waitsForEnd(job: Job): boolean {
  return (job.spec.podReplacementPolicy ?? (job.spec.podFailurePolicy ? "Failed" : "TerminatingOrFailed")) === "Failed";
}

function completedIndexes(job: Job, done: readonly Pod[]): Set<number> {
  const completed = parseIndexes(job.status?.completedIndexes);
  const completions = job.spec.completions ?? 0;
  for (const index of done.map(indexOf)) if (index !== undefined && index < completions) completed.add(index);
  return completed;
}

function uidOf({ metadata }: Pod): string {
  return metadata.uid;
}
