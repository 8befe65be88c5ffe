import * as z from "zod";
import { applyYaml } from "../applying";
import { findExample, listExamples } from "../examples";
import { can, router, signedInProcedure } from "../trpc";

/** Manifests that run anywhere, offered where nothing runs yet. (tRPC keeps the word `apply` for itself.) */
export const examplesRouter = router({
  list: signedInProcedure("reads what comes with the platform").query(({ ctx }) =>
    listExamples(ctx.services.examplesFolder),
  ),
  deploy: can("patch", "*")
    .input(z.object({ name: z.string().min(1).max(100), namespace: z.string().min(1).max(63).optional() }))
    .mutation(async ({ ctx, input: { name, namespace } }) => {
      const { yaml } = await findExample(ctx.services.examplesFolder, name);
      return applyYaml(ctx.cluster, { yaml, namespace });
    }),
});
