import { controllerOf } from "@/server/objects/meta";
import { eventsOf } from "../eventRow";
import { namedInput } from "../inputs";
import { listIfAllowed } from "../lists";
import { defineView } from "../view";
import { cronJobRow } from "./cronJobRow";
import { headOf } from "./details";
import { templateRow } from "./templateRow";
import { jobRow } from "./workloadRow";

const mostRuns = 50;

export const cronJobsGet = defineView({
  name: "cronjobs.get",
  input: namedInput,
  refreshMs: 30_000,
  dependsOn: ({ namespace, name }) => [
    { kind: "CronJob", namespace, name },
    { kind: "Job", namespace },
    { kind: "Event", namespace },
  ],
  async read(cluster, at, { clock }) {
    const cronJob = await cluster.get("CronJob", at);
    const { items } = await listIfAllowed(cluster, "Job", at.namespace);
    const jobs = items.filter((job) => controllerOf(job)?.uid === cronJob.metadata.uid);
    const { spec } = cronJob;
    return {
      ...cronJobRow(cronJob, clock.now()),
      ...headOf(cronJob),
      concurrencyPolicy: spec.concurrencyPolicy ?? "Allow",
      startingDeadlineSeconds: spec.startingDeadlineSeconds,
      keptSuccessful: spec.successfulJobsHistoryLimit,
      keptFailed: spec.failedJobsHistoryLimit,
      template: templateRow(spec.jobTemplate.spec?.template ?? {}),
      /** Its jobs that are still kept, the newest first. */
      runs: jobs.map(jobRow).sort(newestFirst).slice(0, mostRuns),
      events: await eventsOf(cluster, [cronJob, ...jobs]),
    };
  },
});

function newestFirst(left: { createdAt: string; name: string }, right: { createdAt: string; name: string }): number {
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? 1 : -1;
  return left.name < right.name ? 1 : -1;
}
