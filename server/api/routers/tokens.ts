import * as z from "zod";
import { nameInput } from "@/server/access/people";
import { auditedRow } from "../auditRow";
import { kubeconfigWith } from "../kubeconfigWith";
import { router, signedInProcedure } from "../trpc";

const mostDays = 365;
const newToken = z.object({ name: nameInput.max(60), days: z.number().int().min(1).max(mostDays) });

/** By which one's own programs are known to the Kubernetes API. */
export const tokensRouter = router({
  list: signedInProcedure("lists one's own tokens").query(({ ctx }) => ctx.services.tokens.list(ctx.session.user.id)),
  /** Answers with the token and a kubeconfig that holds it: neither can be had again. */
  create: signedInProcedure("makes a token for oneself")
    .input(newToken)
    .mutation(async ({ ctx, input }) => {
      const { row, token } = await auditedRow(ctx, {
        kind: "ApiToken",
        verb: "create",
        about: input.name,
        run: () => ctx.services.tokens.create(ctx.session.user.id, input),
        after: ({ row }) => ({ name: row.name, shown: { name: row.name, expiresAt: row.expiresAt } }),
      });
      return { row, token, kubeconfig: kubeconfigWith(ctx, token) };
    }),
  end: signedInProcedure("ends one of one's own tokens")
    .input(z.object({ id: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) =>
      auditedRow(ctx, {
        kind: "ApiToken",
        verb: "delete",
        about: input.id,
        run: () => ctx.services.tokens.end(ctx.session.user.id, input.id),
        after: ({ name }) => ({ name, shown: { name } }),
      }),
    ),
});
