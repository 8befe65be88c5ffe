import { isReason, messageOf } from "@/server/lib/errors";
import type { Context } from "./context";

interface UserAct<T> {
  readonly verb: string;
  /** Whom it is about, as far as is known before the act: an address or an id. */
  readonly about: string;
  run(): Promise<T>;
  /** What the audit shows of the answer; never a password. */
  after?(result: T): { readonly email: string; readonly [field: string]: unknown };
}

/** Runs an act on a user. Users are rows, not objects: what the cluster's door does for objects is done here for them. */
export async function auditedUser<T>({ services, subject }: Context, act: UserAct<T>): Promise<T> {
  const write = (outcome: "succeeded" | "refused" | "failed", more: object) =>
    services.audit.write({
      at: services.clock.now(),
      subject: subject.name,
      via: subject.via,
      verb: act.verb,
      kind: "User",
      name: act.about,
      outcome,
      ...more,
    });
  try {
    const result = await act.run();
    const after = act.after?.(result);
    write("succeeded", after ? { name: after.email, after } : {});
    return result;
  } catch (error) {
    write(isReason(error, "Forbidden", "Unauthorized") ? "refused" : "failed", { says: messageOf(error) });
    throw error;
  }
}
