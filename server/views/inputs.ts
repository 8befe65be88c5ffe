import * as z from "zod";

/** One object that has a namespace. */
export const namedInput = z.object({ namespace: z.string().min(1).max(63), name: z.string().min(1).max(253) });
/** One object of a kind without namespaces. */
export const clusterNamedInput = z.object({ name: z.string().min(1).max(253) });
/** Any object. */
export const objectInput = z.object({
  kind: z.string().min(1).max(200),
  namespace: z.string().max(63).optional(),
  name: z.string().min(1).max(253),
});
export const nothing = z.object({}).default({});
