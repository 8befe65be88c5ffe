import { isDeleting } from "@/server/objects/meta";
import type { CronJob, Job } from "@/server/objects/types";
import { finishOf } from "./active";

/** The oldest of the jobs that ended, beyond what is to be kept of each outcome. */
export function surplusJobs({ spec }: CronJob, jobs: readonly Job[]): Job[] {
  const over = (finish: "Complete" | "Failed", limit: number | undefined) => {
    const ended = jobs.filter((job) => !isDeleting(job) && finishOf(job) === finish).sort(byStart);
    return limit === undefined ? [] : ended.slice(0, Math.max(0, ended.length - limit));
  };
  return [...over("Complete", spec.successfulJobsHistoryLimit), ...over("Failed", spec.failedJobsHistoryLimit)];
}

function byStart(left: Job, right: Job): number {
  const [earlier, later] = [startOf(left), startOf(right)];
  if (earlier !== later) return earlier < later ? -1 : 1;
  return left.metadata.name < right.metadata.name ? -1 : 1;
}

function startOf({ metadata, status }: Job): string {
  return status?.startTime ?? metadata.creationTimestamp;
}
