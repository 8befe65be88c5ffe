import { nameOf } from "@/server/objects/meta";
import type { Controller, ControllerTools } from "../controller";
import { enqueueOwner, splitKey } from "../keys";
import { reconcile } from "./reconcile";

/** Makes each CronJob's jobs when they are due. */
export function cronJobController({ caches, clock }: ControllerTools): Controller {
  const cronJobs = caches.of("CronJob");
  const jobs = caches.of("Job");
  return {
    name: "cronjob-controller",
    kinds: ["CronJob", "Job"],
    watch: (queue) => [
      cronJobs.onChange(({ object }) => queue.add(nameOf(object))),
      jobs.onChange(({ object, previous }) => enqueueOwner(queue, "CronJob", object, previous)),
    ],
    reconcile(key) {
      const cronJob = cronJobs.get(...splitKey(key));
      if (!cronJob) return undefined;
      return reconcile(cronJob, { jobs: jobs.ownedBy(cronJob.metadata.uid), nowMs: clock.now() });
    },
  };
}
