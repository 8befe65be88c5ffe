import { isReason, messageOf } from "@/server/lib/errors";
import type { Context } from "./context";

interface RowAct<T> {
  readonly kind: "User" | "ApiToken";
  readonly verb: string;
  /** What it is about, as far as is known before the act. */
  readonly about: string;
  run(): Promise<T>;
  /** What the audit shows of the answer, never a secret, under the name that is known now. */
  after?(result: T): { readonly name: string; readonly shown: Record<string, unknown> };
}

/** Runs an act on a row. Rows are no objects: what the cluster's door does for objects is done here for them. */
export async function auditedRow<T>({ services, subject }: Context, act: RowAct<T>): Promise<T> {
  const write = (outcome: "succeeded" | "refused" | "failed", more: object) =>
    services.audit.write({
      at: services.clock.now(),
      subject: subject.name,
      via: subject.via,
      verb: act.verb,
      kind: act.kind,
      name: act.about,
      outcome,
      ...more,
    });
  try {
    const result = await act.run();
    const after = act.after?.(result);
    write("succeeded", after ? { name: after.name, after: after.shown } : {});
    return result;
  } catch (error) {
    write(isReason(error, "Forbidden", "Unauthorized") ? "refused" : "failed", { says: messageOf(error) });
    throw error;
  }
}
