import * as z from "zod";
import { returnTo } from "@/server/actions/controllerRevisions";
import { restart } from "@/server/actions/restart";
import { scale } from "@/server/actions/scale";
import { statefulSetsList } from "@/server/views/workloads/lists";
import { statefulSetsGet } from "@/server/views/workloads/statefulSetsGet";
import { deleteObject } from "../deleting";
import { deletion, named } from "../inputs";
import { can, router, viewProcedure } from "../trpc";
import { written } from "../written";

const statefulSets = "statefulsets.apps";
const kind = "StatefulSet";

export const statefulSetsRouter = router({
  list: viewProcedure(statefulSetsList),
  get: viewProcedure(statefulSetsGet),
  scale: can("update", "statefulsets.apps/scale")
    .input(named.extend({ replicas: z.number().int().min(0).max(10_000) }))
    .mutation(async ({ ctx, input: { replicas, ...at } }) => {
      const { spec } = await ctx.cluster.get(kind, at);
      await scale(ctx.cluster, { kind, ...at }, replicas);
      // What it was: so that it can be taken back.
      return { replicas, before: spec.replicas ?? 1 };
    }),
  restart: can("patch", statefulSets)
    .input(named)
    .mutation(async ({ ctx, input }) => written(await restart(ctx.cluster, { kind, ...input }, ctx.services.clock))),
  rollback: can("patch", statefulSets)
    .input(named.extend({ revision: z.number().int().min(1).optional() }))
    .mutation(async ({ ctx, input: { revision: wanted, ...at } }) => {
      const { revision, workload } = await returnTo(ctx.cluster, { kind, ...at }, wanted);
      return { revision, ...written(workload) };
    }),
  delete: can("delete", statefulSets)
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, kind, input)),
});
