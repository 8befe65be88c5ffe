import * as z from "zod";
import { pause, resume } from "@/server/actions/pause";
import { restart } from "@/server/actions/restart";
import { rollback } from "@/server/actions/rollback";
import { scale } from "@/server/actions/scale";
import { deploymentsGet } from "@/server/views/workloads/deploymentsGet";
import { deploymentsList } from "@/server/views/workloads/lists";
import { applyYaml, yamlOf } from "../applying";
import { deleteObject } from "../deleting";
import { deployForm } from "../deployForm";
import { deletion, named } from "../inputs";
import { can, router, signedInProcedure, viewProcedure } from "../trpc";
import { written } from "../written";

const deployments = "deployments.apps";

export const deploymentsRouter = router({
  list: viewProcedure(deploymentsList),
  get: viewProcedure(deploymentsGet),
  scale: can("update", "deployments.apps/scale")
    .input(named.extend({ replicas: z.number().int().min(0).max(10_000) }))
    .mutation(async ({ ctx, input: { replicas, ...at } }) => {
      const { spec } = await ctx.cluster.get("Deployment", at);
      await scale(ctx.cluster, at, replicas);
      // What it was: so that it can be taken back.
      return { replicas, before: spec.replicas ?? 1 };
    }),
  restart: can("patch", deployments)
    .input(named)
    .mutation(async ({ ctx, input }) => written(await restart(ctx.cluster, input, ctx.services.clock))),
  pause: can("patch", deployments)
    .input(named)
    .mutation(async ({ ctx, input }) => written(await pause(ctx.cluster, input))),
  resume: can("patch", deployments)
    .input(named)
    .mutation(async ({ ctx, input }) => written(await resume(ctx.cluster, input))),
  rollback: can("patch", deployments)
    .input(named.extend({ revision: z.number().int().min(1).optional() }))
    .mutation(async ({ ctx, input: { revision, ...at } }) => {
      const { deployment, ...done } = await rollback(ctx.cluster, at, revision);
      return { ...done, ...written(deployment) };
    }),
  /** By the form: a Deployment, its Service and its route, whole or not at all; `dryRun` as of `objects.applyYaml`. */
  deploy: can("patch", deployments)
    .input(deployForm.extend({ dryRun: z.boolean().optional() }))
    .mutation(({ ctx, input: { dryRun, ...form } }) => applyYaml(ctx.cluster, { yaml: yamlOf(form), dryRun })),
  /** What the form stands for, to go on with in the editor; does nothing. */
  formYaml: signedInProcedure("turns one's own words into a manifest")
    .input(deployForm)
    .mutation(({ input }) => ({ yaml: yamlOf(input) })),
  delete: can("delete", deployments)
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "Deployment", input)),
});
