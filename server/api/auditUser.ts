import { auditedRow } from "./auditRow";
import type { Context } from "./context";

interface UserAct<T> {
  readonly verb: string;
  /** Whom it is about, as far as is known before the act: an address or an id. */
  readonly about: string;
  run(): Promise<T>;
  /** What the audit shows of the answer; never a password. */
  after?(result: T): { readonly email: string; readonly [field: string]: unknown };
}

/** Runs an act on a user, who is known by the address. */
export function auditedUser<T>(context: Context, { after, ...act }: UserAct<T>): Promise<T> {
  const named = after && ((result: T) => ({ name: after(result).email, shown: after(result) }));
  return auditedRow(context, { kind: "User", ...act, ...(named && { after: named }) });
}
