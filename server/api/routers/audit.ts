import * as z from "zod";
import { rowGroup } from "../policy";
import { can, router } from "../trpc";

const input = z.object({
  subject: z.string().max(254).optional(),
  kind: z.string().max(200).optional(),
  namespace: z.string().max(63).optional(),
  name: z.string().max(253).optional(),
  verb: z.string().max(30).optional(),
  words: z.array(z.string().min(1).max(253)).max(10).optional(),
  /** The `next` of the answer before. */
  before: z.uuid().optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

export const auditRouter = router({
  list: can("list", `audits.${rowGroup}`)
    .input(input)
    .query(({ ctx, input: query }) => ctx.services.audit.list(query)),
});
