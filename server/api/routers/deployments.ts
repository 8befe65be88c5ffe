import * as z from "zod";
import { deploymentsGet } from "@/server/views/workloads/deploymentsGet";
import { deploymentsList } from "@/server/views/workloads/lists";
import { deleteObject } from "../deleting";
import { deletion, named } from "../inputs";
import { can, router, viewProcedure } from "../trpc";

const deployments = "deployments.apps";

export const deploymentsRouter = router({
  list: viewProcedure(deploymentsList),
  get: viewProcedure(deploymentsGet),
  scale: can("patch", deployments)
    .input(named.extend({ replicas: z.number().int().min(0).max(10_000) }))
    .mutation(async ({ ctx, input: { replicas, ...at } }) => {
      const before = await ctx.cluster.get("Deployment", at);
      await ctx.cluster.patch("Deployment", at, { type: "merge", body: { spec: { replicas } } });
      /** So that the act can be taken back. */
      return { before: before.spec.replicas ?? 1, replicas };
    }),
  delete: can("delete", deployments)
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "Deployment", input)),
});
