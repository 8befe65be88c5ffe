import { podsGet } from "@/server/views/pods/podsGet";
import { podsList } from "@/server/views/pods/podsList";
import { podsWhy } from "@/server/views/pods/podsWhy";
import { deleteObject } from "../deleting";
import { deletion, named } from "../inputs";
import { can, router, viewProcedure } from "../trpc";

export const podsRouter = router({
  list: viewProcedure(podsList),
  get: viewProcedure(podsGet),
  why: viewProcedure(podsWhy),
  delete: can("delete", "pods")
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "Pod", input)),
  /** As delete, but a PodDisruptionBudget may refuse. */
  evict: can("create", "pods/eviction")
    .input(named)
    .mutation(({ ctx, input }) => ctx.cluster.evict(input)),
});
