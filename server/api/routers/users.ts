import * as z from "zod";
import { newUserInput, passwordInput, roleInput } from "@/server/access/people";
import type { UserRow } from "@/server/access/users";
import type { Context } from "../context";
import { rowGroup } from "../policy";
import { can, router } from "../trpc";

const users = `users.${rowGroup}`;
const id = z.object({ id: z.string().min(1).max(100) });

export const usersRouter = router({
  list: can("list", users).query(({ ctx }) => ctx.services.users.list()),
  create: can("create", users)
    .input(newUserInput)
    .mutation(({ ctx, input }) => audited(ctx, "create", () => ctx.services.users.create(input))),
  setRole: can("update", users)
    .input(id.extend({ role: roleInput }))
    .mutation(({ ctx, input }) => audited(ctx, "setRole", () => ctx.services.users.setRole(input.id, input.role))),
  disable: can("update", users)
    .input(id)
    .mutation(({ ctx, input }) => audited(ctx, "disable", () => ctx.services.users.disable(input.id))),
  enable: can("update", users)
    .input(id)
    .mutation(({ ctx, input }) => audited(ctx, "enable", () => ctx.services.users.enable(input.id))),
  setPassword: can("update", users)
    .input(id.extend({ password: passwordInput }))
    .mutation(({ ctx, input }) =>
      audited(ctx, "setPassword", () => ctx.services.users.setPassword(input.id, input.password)),
    ),
});

/** Users are rows, not objects: their audit is written here, where the cluster cannot. */
async function audited(ctx: Context, verb: string, act: () => Promise<UserRow>): Promise<UserRow> {
  const user = await act();
  const { email, role, isDisabled } = user;
  ctx.services.audit.write({
    at: ctx.services.clock.now(),
    subject: ctx.subject.name,
    via: ctx.subject.via,
    verb,
    kind: "User",
    name: email,
    outcome: "succeeded",
    after: { email, role, isDisabled },
  });
  return user;
}
