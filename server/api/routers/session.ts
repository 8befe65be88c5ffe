import * as z from "zod";
import { emailInput, nameInput, passwordInput } from "@/server/access/people";
import { ClusterError } from "@/server/lib/errors";
import { auditedUser } from "../auditUser";
import { publicProcedure, router, signedInProcedure } from "../trpc";

const redeemInput = z.object({
  token: z.string().min(1).max(200),
  name: nameInput,
  email: emailInput,
  password: passwordInput,
});

export const sessionRouter = router({
  /** Who is signed in; null for nobody. What a page asks first. */
  me: publicProcedure("answers nobody with null").query(({ ctx }) => {
    const { session, cluster } = ctx;
    if (!session) return null;
    const { email, name, role, locale } = session.user;
    const { engine, capabilities } = cluster;
    return { email, name, role, locale, cluster: { name: cluster.name, engine, capabilities } };
  }),
  signOutEverywhere: signedInProcedure("ends one's own sessions").mutation(async ({ ctx }) => {
    const { id, email } = ctx.session.user;
    await auditedUser(ctx, {
      verb: "signOutEverywhere",
      about: email,
      run: () => ctx.services.users.signOutEverywhere(id),
    });
  }),
  changePassword: signedInProcedure("changes one's own password")
    .input(z.object({ current: z.string().max(128), next: passwordInput }))
    .mutation(async ({ ctx, input }) => {
      await auditedUser(ctx, {
        verb: "changePassword",
        about: ctx.session.user.email,
        run: () => ctx.services.signIn.changePassword(ctx.headers, input),
      });
    }),
});

export const setupRouter = router({
  /** Whether the first administrator is still to be made: the sign-in page then says where the link is. */
  isNeeded: publicProcedure("says only whether this is a fresh installation").query(({ ctx }) =>
    ctx.services.setup.isNeeded(),
  ),
  /** Makes the first administrator, and signs that person in. */
  redeem: publicProcedure("asks for the one-time token instead")
    .input(redeemInput)
    .mutation(async ({ ctx, input }) => {
      const { token, ...person } = input;
      if (!ctx.services.setupLimit.takes(ctx.ip))
        throw new ClusterError("TooManyRequests", { says: "Too many tries: wait a minute." });
      const { email } = person;
      await auditedUser(ctx, {
        verb: "create",
        about: email,
        run: () => ctx.services.setup.redeem(token, person),
        after: () => ({ email, role: "admin" }),
      });
      ctx.setCookies(await ctx.services.signIn.signIn(ctx.headers, person));
      return { email };
    }),
});
