import { restart } from "@/server/actions/restart";
import { daemonSetsGet } from "@/server/views/workloads/daemonSetsGet";
import { jobsGet } from "@/server/views/workloads/jobsGet";
import { daemonSetsList, jobsList } from "@/server/views/workloads/lists";
import { deleteObject } from "../deleting";
import { deletion, named } from "../inputs";
import { restartJob } from "../restartJob";
import { can, router, viewProcedure } from "../trpc";
import { written } from "../written";

export const daemonSetsRouter = router({
  list: viewProcedure(daemonSetsList),
  get: viewProcedure(daemonSetsGet),
  restart: can("patch", "daemonsets.apps")
    .input(named)
    .mutation(async ({ ctx, input }) =>
      written(await restart(ctx.cluster, { kind: "DaemonSet", ...input }, ctx.services.clock)),
    ),
  delete: can("delete", "daemonsets.apps")
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "DaemonSet", input)),
});

export const jobsRouter = router({
  list: viewProcedure(jobsList),
  get: viewProcedure(jobsGet),
  /** The same Job from its beginning: the old one goes with its pods, and a new one takes its name. */
  restart: can("create", "jobs.batch")
    .input(named)
    .mutation(async ({ ctx, input }) => written(await restartJob(ctx.cluster, input, ctx.services.clock))),
  delete: can("delete", "jobs.batch")
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "Job", { propagation: "Background", ...input })),
});
