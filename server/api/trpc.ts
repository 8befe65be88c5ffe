import { initTRPC, type TRPCError } from "@trpc/server";
import superjson from "superjson";
import type * as z from "zod";
import type { Verb } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import type { View, ViewContext } from "@/server/views/view";
import type { Context } from "./context";
import { shapeOf, toTrpcError } from "./errors";
import { type ActPolicy, requireRight } from "./policy";
import type { Services } from "./services";

export interface Meta {
  /** What stands between a caller and this procedure. */
  readonly policy: { readonly public: string } | { readonly view: string } | { readonly signedIn: string } | ActPolicy;
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: superjson,
    errorFormatter({ shape, error, ctx }) {
      const told = shapeOf(error);
      if (told.reason === "InternalError")
        ctx?.services.log.error({ error: error.cause ?? error, path: shape.data.path }, "a procedure failed");
      return { ...shape, message: told.says, data: { code: shape.data.code, path: shape.data.path, ...told } };
    },
  });

export const router = t.router;

/** Every `ClusterError` becomes an answer here, and nowhere else. */
const translated = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok && result.error.cause instanceof ClusterError) throw toTrpcError(result.error.cause);
  return result;
});

/** For everyone, signed in or not. Says why. */
export function publicProcedure(why: string) {
  return translated.meta({ policy: { public: why } });
}

/** For whoever is signed in, about that person's own things. Says what. */
export function signedInProcedure(what: string) {
  return translated.meta({ policy: { signedIn: what } }).use(({ ctx, next }) => {
    const { session } = ctx;
    if (!session) throw signInFirst();
    return next({ ctx: { ...ctx, session } });
  });
}

/**
 * An act. The right to `verb` the resource anywhere is asked first, so that the refusal comes before any work; each
 * write of the act is held against the policy again where it happens, with its namespace and name.
 */
export function can(verb: Verb, resource: string) {
  const policy: ActPolicy = { verb, resource };
  return translated.meta({ policy }).use(async ({ ctx, next, getRawInput }) => {
    if (!ctx.session) throw signInFirst();
    await requireRight(ctx, policy, await getRawInput());
    return next({ ctx: { ...ctx, session: ctx.session } });
  });
}

/** Reads a view as the subject: what the subject may not read, the cluster refuses. */
export function viewProcedure<Name extends string, Schema extends z.ZodType, O>(view: View<Name, Schema, O>) {
  return translated
    .meta({ policy: { view: view.name } })
    .input(view.input)
    .query(async ({ ctx, input }): Promise<O> => {
      if (!ctx.session) throw signInFirst();
      return lean(await view.read(ctx.cluster, input as z.output<Schema>, viewContext(ctx.services)));
    });
}

function viewContext({ clock, usage, traffic, gatewayUrl }: Services): ViewContext {
  return { clock, usage, traffic, gatewayUrl };
}

/** Without fields that are undefined: superjson would carry a note for each. */
function lean<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function signInFirst(): TRPCError {
  return toTrpcError(new ClusterError("Unauthorized", { says: "Sign in first." }));
}
