import * as z from "zod";
import { objectsHistory, objectsYaml } from "@/server/views/objects/objects";
import { search } from "@/server/views/objects/search";
import { objectName } from "../inputs";
import { can, router, viewProcedure } from "../trpc";
import { undo } from "../undo";
import { written } from "../written";

export const objectsRouter = router({
  yaml: viewProcedure(objectsYaml),
  history: viewProcedure(objectsHistory),
  search: viewProcedure(search),
  /** Takes the last change of any object back, or goes back to the state at revision `to`; brings a deleted one back. */
  undo: can("update", "*")
    .input(objectName.extend({ to: z.string().max(30).optional() }))
    .mutation(async ({ ctx, input }) => {
      const { did, object } = await undo(ctx.cluster, input);
      return { did, ...written(object, input.kind) };
    }),
});
