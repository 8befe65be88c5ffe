import * as z from "zod";
import { cordon, uncordon } from "@/server/actions/cordon";
import { namespacesList } from "@/server/views/cluster/namespacesList";
import { nodesGet } from "@/server/views/cluster/nodesGet";
import { nodesList } from "@/server/views/cluster/nodesList";
import { clusterNamed } from "../inputs";
import { can, router, viewProcedure } from "../trpc";
import { written } from "../written";

export const nodesRouter = router({
  list: viewProcedure(nodesList),
  get: viewProcedure(nodesGet),
  cordon: can("patch", "nodes")
    .input(clusterNamed)
    .mutation(async ({ ctx, input }) => written(await cordon(ctx.cluster, input.name))),
  uncordon: can("patch", "nodes")
    .input(clusterNamed)
    .mutation(async ({ ctx, input }) => written(await uncordon(ctx.cluster, input.name))),
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
