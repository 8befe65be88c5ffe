import * as z from "zod";
import { newUserInput, passwordInput, roleInput } from "@/server/access/people";
import type { UserRow } from "@/server/access/users";
import { auditedRow } from "../auditRow";
import { auditedUser } from "../auditUser";
import { rowGroup } from "../policy";
import { can, router } from "../trpc";

const users = `users.${rowGroup}`;
const id = z.object({ id: z.string().min(1).max(100) });
const after = ({ email, role, isDisabled }: UserRow) => ({ email, role, isDisabled });

export const usersRouter = router({
  list: can("list", users).query(({ ctx }) => ctx.services.users.list()),
  create: can("create", users)
    .input(newUserInput)
    .mutation(({ ctx, input }) => {
      const run = () => ctx.services.users.create(input);
      return auditedUser(ctx, { verb: "create", about: input.email, run, after });
    }),
  setRole: can("update", users)
    .input(id.extend({ role: roleInput }))
    .mutation(({ ctx, input }) => {
      const run = () => ctx.services.users.setRole(input.id, input.role);
      return auditedUser(ctx, { verb: "setRole", about: input.id, run, after });
    }),
  disable: can("update", users)
    .input(id)
    .mutation(({ ctx, input }) => {
      const run = () => ctx.services.users.disable(input.id);
      return auditedUser(ctx, { verb: "disable", about: input.id, run, after });
    }),
  enable: can("update", users)
    .input(id)
    .mutation(({ ctx, input }) => {
      const run = () => ctx.services.users.enable(input.id);
      return auditedUser(ctx, { verb: "enable", about: input.id, run, after });
    }),
  /** What the user's programs are known by; the tokens themselves are kept nowhere. */
  tokens: can("list", users)
    .input(id)
    .query(({ ctx, input }) => ctx.services.tokens.list(input.id)),
  endToken: can("update", users)
    .input(id.extend({ tokenId: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) =>
      auditedRow(ctx, {
        kind: "ApiToken",
        verb: "delete",
        about: input.tokenId,
        run: () => ctx.services.tokens.end(input.id, input.tokenId),
        after: ({ name }) => ({ name, shown: { name, userId: input.id } }),
      }),
    ),
  setPassword: can("update", users)
    .input(id.extend({ password: passwordInput }))
    .mutation(({ ctx, input }) => {
      const run = () => ctx.services.users.setPassword(input.id, input.password);
      return auditedUser(ctx, { verb: "setPassword", about: input.id, run, after });
    }),
});
