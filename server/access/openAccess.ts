import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler } from "better-auth/node";
import type { PrismaClient } from "@/server/database/generated/client";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import { type ApiTokens, createApiTokens } from "./apiTokens";
import { createAuth } from "./auth";
import type { OriginSettings } from "./origins";
import { createRateLimit, type RateLimit } from "./rateLimit";
import { createSessions, type Sessions } from "./sessions";
import { createSetup, type Setup } from "./setup";
import { createSignIn, type SignIn } from "./signIn";
import { createUsers, type Users } from "./users";

export interface AccessOptions {
  readonly prisma: PrismaClient;
  /** Signs the session cookies; 32 characters or more, kept outside the database. */
  readonly secret: string;
  /** Where the console is reached, as people type it. */
  readonly publicUrl: string;
  readonly origins: OriginSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Everything about people and their sessions, made to fit together. */
export interface Access {
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly users: Users;
  readonly tokens: ApiTokens;
  readonly setup: Setup;
  readonly setupLimit: RateLimit;
  /** Better-auth's own HTTP handler, for `/api/auth`. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** In which the door tells better-auth the caller's address; a caller's own such header is removed. */
export const addressHeader = "x-pilothouse-address";

export function openAccess(options: AccessOptions): Access {
  const { prisma, clock, random } = options;
  const onSessionEnded = (token: string) => sessions.revoked({ token });
  const onPasswordChanged = (userId: string) => tokens.endAll(userId);
  const auth = createAuth({ ...options, addressHeader, onSessionEnded, onPasswordChanged });
  const sessions = createSessions({ ...options, auth });
  const tokens = createApiTokens({ ...options, sessions });
  return {
    sessions,
    signIn: createSignIn(auth),
    users: createUsers({ prisma, auth, sessions, tokens, clock }),
    tokens,
    setup: createSetup({ prisma, auth, clock, random }),
    setupLimit: createRateLimit(clock, { max: 10, windowMs: 60_000 }),
    handler: toNodeHandler(auth),
  };
}
