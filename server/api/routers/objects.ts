import * as z from "zod";
import { maxTextBytes } from "@/server/objects/yaml";
import { objectsHistory, objectsYaml } from "@/server/views/objects/objects";
import { objectsOwners } from "@/server/views/objects/owners";
import { search } from "@/server/views/objects/search";
import { applyYaml } from "../applying";
import { objectName } from "../inputs";
import { can, router, viewProcedure } from "../trpc";
import { undo } from "../undo";
import { written } from "../written";

const applyInput = z.object({
  yaml: z.string().max(maxTextBytes),
  namespace: z.string().min(1).max(63).optional(),
  dryRun: z.boolean().optional(),
});

export const objectsRouter = router({
  yaml: viewProcedure(objectsYaml),
  history: viewProcedure(objectsHistory),
  owners: viewProcedure(objectsOwners),
  search: viewProcedure(search),
  /** A text of one or many manifests, whole or not at all; `dryRun` says what would happen, with each difference. */
  applyYaml: can("patch", "*")
    .input(applyInput)
    .mutation(({ ctx, input }) => applyYaml(ctx.cluster, input)),
  /** Takes the last change of any object back, or goes back to the state at revision `to`; brings a deleted one back. */
  undo: can("update", "*")
    .input(objectName.extend({ to: z.string().max(30).optional() }))
    .mutation(async ({ ctx, input }) => {
      const { did, object } = await undo(ctx.cluster, input);
      return { did, ...written(object, input.kind) };
    }),
});
