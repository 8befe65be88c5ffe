import type { Subject } from "@/server/cluster/subject";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import { type Auth, cookiePrefix } from "./auth";
import { CachedReads } from "./cachedReads";
import { type RoleName, roles } from "./people";

/** A person with a session. */
export interface SignedIn {
  readonly token: string;
  readonly expiresAtMs: number;
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly role: RoleName;
    readonly locale?: string;
  };
}

/** What ended: one session, or all of a user. */
export type Revocation = { readonly token: string } | { readonly userId: string };

export interface Sessions {
  /** Whose request this is, by its cookie; undefined for nobody's. */
  of(headers: Headers): Promise<SignedIn | undefined>;
  /** Forgets what is kept in memory of a session or a user, and tells everyone who holds one open. */
  revoked(what: Revocation): void;
  onRevoked(call: (what: Revocation) => void): () => void;
}

export interface SessionsOptions {
  readonly auth: Pick<Auth, "api">;
  readonly clock: Clock;
  readonly log: Log;
}

export function createSessions({ auth, clock, log }: SessionsOptions): Sessions {
  const known = new CachedReads<SignedIn>({ clock, log, what: "session" });
  const listeners = new Set<(what: Revocation) => void>();
  return {
    async of(headers) {
      const cookie = sessionCookie(headers.get("cookie"));
      return cookie ? known.of(cookie, () => readSession(auth, headers)) : undefined;
    },
    revoked(what) {
      known.drop((session) => ("token" in what ? session.token === what.token : session.user.id === what.userId));
      for (const call of listeners) call(what);
    },
    onRevoked(call) {
      listeners.add(call);
      return () => listeners.delete(call);
    },
  };
}

/** Who this is to the policy. */
export function subjectOf(
  { user }: { readonly user: Pick<SignedIn["user"], "email" | "role"> },
  via?: string,
): Subject {
  return { name: user.email, groups: [`pilothouse:${user.role}`, "system:authenticated"], via };
}

async function readSession(auth: Pick<Auth, "api">, headers: Headers): Promise<SignedIn | undefined> {
  const found = await auth.api.getSession({ headers });
  if (!found || found.user.disabledAt) return undefined;
  const { id, email, name, role, locale } = found.user;
  const known = roles.find((one) => one === role);
  if (!known) return undefined;
  return {
    token: found.session.token,
    expiresAtMs: found.session.expiresAt.getTime(),
    user: { id, email, name, role: known, locale: locale ?? undefined },
  };
}

/** The value of the session cookie among all cookies. */
function sessionCookie(cookies: string | null): string | undefined {
  const name = `${cookiePrefix}.session_token=`;
  for (const part of (cookies ?? "").split(";")) {
    const pair = part.trim().replace(/^__Secure-/, "");
    if (pair.startsWith(name)) return pair.slice(name.length) || undefined;
  }
  return undefined;
}
