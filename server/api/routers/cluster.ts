import * as z from "zod";
import { cordon, uncordon } from "@/server/actions/cordon";
import { drain, drainPlan } from "@/server/actions/drain";
import { whatIf } from "@/server/actions/whatIf";
import { namespacesList } from "@/server/views/cluster/namespacesList";
import { nodesGet } from "@/server/views/cluster/nodesGet";
import { nodesList } from "@/server/views/cluster/nodesList";
import { clusterNamed, named } from "../inputs";
import { can, router, viewProcedure } from "../trpc";
import { written } from "../written";

/** What a drain may destroy. */
const consent = { force: z.boolean().optional(), deleteEmptyDirData: z.boolean().optional() };
const node = z.string().min(1).max(253);
const question = z.discriminatedUnion("type", [
  z.object({ type: z.enum(["drain", "lose", "uncordon"]), node }),
  z.object({ type: z.literal("addNode"), like: node }),
  named.extend({ type: z.literal("scale"), replicas: z.number().int().min(0).max(10_000) }),
]);

export const nodesRouter = router({
  list: viewProcedure(nodesList),
  get: viewProcedure(nodesGet),
  cordon: can("patch", "nodes")
    .input(clusterNamed)
    .mutation(async ({ ctx, input }) => written(await cordon(ctx.cluster, input.name))),
  uncordon: can("patch", "nodes")
    .input(clusterNamed)
    .mutation(async ({ ctx, input }) => written(await uncordon(ctx.cluster, input.name))),
  /** Where each pod would go, and what stands in the way; does nothing. */
  drainPlan: can("list", "pods")
    .input(clusterNamed.extend(consent))
    .query(({ ctx, input: { name, ...agreed } }) => drainPlan(ctx.cluster, name, agreed)),
  /** Answers when all pods are gone, or the time is over; how far it is shows in the node's pods. */
  drain: can("create", "pods/eviction")
    .input(
      clusterNamed.extend({
        ...consent,
        timeoutMs: z.number().int().min(1_000).max(1_800_000).optional(),
        graceSeconds: z.number().int().min(0).max(3_600).optional(),
      }),
    )
    .mutation(({ ctx, input: { name, ...options } }) =>
      drain(ctx.cluster, name, { ...options, clock: ctx.services.clock }),
    ),
  /** What would happen, by the scheduler's own code on a copy; does nothing. */
  whatIf: can("list", "pods")
    .input(question)
    .query(({ ctx, input }) => whatIf(ctx.cluster, input)),
});

export const namespacesRouter = router({
  list: viewProcedure(namespacesList),
  create: can("create", "namespaces")
    .input(clusterNamed.extend({ labels: z.record(z.string(), z.string()).optional() }))
    .mutation(async ({ ctx, input: { name, labels } }) => {
      const manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name, ...(labels && { labels }) } };
      const { metadata } = await ctx.cluster.create("Namespace", manifest);
      return { name: metadata.name, resourceVersion: metadata.resourceVersion };
    }),
  /** Everything in it goes, too. */
  delete: can("delete", "namespaces")
    .input(clusterNamed.extend({ uid: z.string().optional() }))
    .mutation(async ({ ctx, input: { name, uid } }) => {
      await ctx.cluster.delete("Namespace", { name }, { uid });
    }),
});
