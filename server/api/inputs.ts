import * as z from "zod";

const text = z.string().min(1);

/** One object that has a namespace. */
export const named = z.object({ namespace: text.max(63), name: text.max(253) });
/** One object of a kind without namespaces. */
export const clusterNamed = z.object({ name: text.max(253) });

/** A deletion as a person asks for it; `uid` makes sure that it is still the one that was on the screen. */
export const deletion = named.extend({
  uid: z.string().optional(),
  propagation: z.enum(["Background", "Foreground", "Orphan"]).optional(),
  graceSeconds: z.number().int().min(0).max(86_400).optional(),
});

const metadata = z.looseObject({ name: text.max(253), namespace: z.string().max(63).optional() });

/** One manifest; what is in it is checked by the engine, with the field's path. */
export const manifest = z.looseObject({ apiVersion: text, kind: text, metadata });

/** Any object. */
export const objectName = z.object({
  kind: text.max(200),
  namespace: z.string().max(63).optional(),
  name: text.max(253),
});
