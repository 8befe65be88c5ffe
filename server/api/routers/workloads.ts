import { daemonSetsGet } from "@/server/views/workloads/daemonSetsGet";
import { jobsGet } from "@/server/views/workloads/jobsGet";
import { daemonSetsList, jobsList } from "@/server/views/workloads/lists";
import { deleteObject } from "../deleting";
import { deletion } from "../inputs";
import { can, router, viewProcedure } from "../trpc";

export const daemonSetsRouter = router({
  list: viewProcedure(daemonSetsList),
  get: viewProcedure(daemonSetsGet),
  delete: can("delete", "daemonsets.apps")
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "DaemonSet", input)),
});

export const jobsRouter = router({
  list: viewProcedure(jobsList),
  get: viewProcedure(jobsGet),
  delete: can("delete", "jobs.batch")
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "Job", { propagation: "Background", ...input })),
});
