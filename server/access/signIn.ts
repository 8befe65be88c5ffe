import { ClusterError } from "@/server/lib/errors";
import type { Auth } from "./auth";

/** What this server does with passwords for a person that is in a request already. */
export interface SignIn {
  /** The `Set-Cookie` lines of a new session. */
  signIn(headers: Headers, who: { readonly email: string; readonly password: string }): Promise<string[]>;
  /** Throws `Forbidden` when `current` is wrong. Other sessions and all tokens end. */
  changePassword(headers: Headers, what: { readonly current: string; readonly next: string }): Promise<void>;
}

export function createSignIn(auth: Auth): SignIn {
  return {
    async signIn(headers, { email, password }) {
      const answer = await auth.api.signInEmail({ headers, body: { email, password }, asResponse: true });
      if (!answer.ok) throw new ClusterError("Unauthorized", { says: "Sign in with your new password." });
      return answer.headers.getSetCookie();
    },
    async changePassword(headers, { current, next }) {
      const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true };
      const answer = await auth.api.changePassword({ headers, body, asResponse: true });
      if (!answer.ok)
        throw new ClusterError("Forbidden", { says: "The current password is not right; nothing was changed." });
    },
  };
}
