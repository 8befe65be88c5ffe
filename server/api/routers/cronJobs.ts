import { runNow, suspend, unsuspend } from "@/server/actions/cronJobs";
import { cronJobsGet } from "@/server/views/workloads/cronJobsGet";
import { cronJobsList } from "@/server/views/workloads/cronJobsList";
import { deleteObject } from "../deleting";
import { deletion, named } from "../inputs";
import { can, router, viewProcedure } from "../trpc";
import { written } from "../written";

const cronJobs = "cronjobs.batch";

export const cronJobsRouter = router({
  list: viewProcedure(cronJobsList),
  get: viewProcedure(cronJobsGet),
  suspend: can("patch", cronJobs)
    .input(named)
    .mutation(async ({ ctx, input }) => written(await suspend(ctx.cluster, input))),
  resume: can("patch", cronJobs)
    .input(named)
    .mutation(async ({ ctx, input }) => written(await unsuspend(ctx.cluster, input))),
  /** The Job that it made is what is answered. */
  runNow: can("create", "jobs.batch")
    .input(named)
    .mutation(async ({ ctx, input }) => written(await runNow(ctx.cluster, input))),
  delete: can("delete", cronJobs)
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "CronJob", { propagation: "Background", ...input })),
});
