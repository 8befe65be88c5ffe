import * as z from "zod";
import { configGet, configList } from "@/server/views/config/config";
import { revealSecret, writeConfigMap, writeSecret } from "../configWrites";
import { deleteObject } from "../deleting";
import { deletion, named } from "../inputs";
import { can, router, viewProcedure } from "../trpc";

const values = z.record(z.string().min(1).max(253), z.string());
const written = named.extend({ labels: z.record(z.string(), z.string()).optional() });
/** Of an update: what was read, so that nobody's change in between is overwritten. */
const version = z.object({ resourceVersion: z.string().optional() });

export const configRouter = router({
  list: viewProcedure(configList),
  get: viewProcedure(configGet),
  create: can("create", "configmaps")
    .input(written.extend({ data: values }))
    .mutation(({ ctx, input }) => writeConfigMap(ctx.cluster, input, "create")),
  update: can("update", "configmaps")
    .input(written.extend({ data: values, ...version.shape }))
    .mutation(({ ctx, input }) => writeConfigMap(ctx.cluster, input, "update")),
  delete: can("delete", "configmaps")
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "ConfigMap", input)),
});

export const secretsRouter = router({
  /** The values of a Secret, in the clear. Each look is audited. */
  reveal: can("get", "secrets")
    .input(named.extend({ keys: z.array(z.string()).max(100).optional() }))
    .mutation(({ ctx, input }) => revealSecret(ctx, input)),
  create: can("create", "secrets")
    .input(written.extend({ data: values, type: z.string().max(253).optional() }))
    .mutation(({ ctx, input }) => writeSecret(ctx.cluster, input, "create")),
  /** Keys that are left out keep their value; `removed` names those that go. */
  update: can("update", "secrets")
    .input(written.extend({ data: values, removed: z.array(z.string()).default([]), ...version.shape }))
    .mutation(({ ctx, input }) => writeSecret(ctx.cluster, input, "update")),
  delete: can("delete", "secrets")
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "Secret", input)),
});
