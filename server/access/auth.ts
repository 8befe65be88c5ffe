import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import type { PrismaClient } from "@/server/database/generated/client";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import { type OriginSettings, originsFor } from "./origins";
import { leastPasswordLength } from "./people";

export interface AuthOptions {
  readonly prisma: PrismaClient;
  /** Signs the cookies; 32 characters or more, kept outside the database. */
  readonly secret: string;
  /** Where the console is reached, as people type it: `http://127.0.0.1:3000`. With `https` cookies are secure ones. */
  readonly publicUrl: string;
  readonly origins: OriginSettings;
  /** The header in which the door puts the caller's address, having removed what the caller wrote there. */
  readonly addressHeader: string;
  readonly log: Log;
  /** Called when a session ended by better-auth's own hand (signed out, expired). */
  onSessionEnded(token: string): void;
  /** Called when a person changed its own password, by whichever of better-auth's doors. */
  onPasswordChanged(userId: string): Promise<void>;
}

export const cookiePrefix = "pilothouse";
const day = 24 * 60 * 60;

/** Sign-in with e-mail and password, for users that exist; everything else of better-auth stays off. */
export function createAuth(options: AuthOptions) {
  const { prisma, log } = options;
  return betterAuth({
    secret: options.secret,
    baseURL: options.publicUrl,
    basePath: "/api/auth",
    trustedOrigins: (request) => originsFor(request?.headers.get("host"), options.origins),
    database: prismaAdapter(prisma, { provider: "postgresql" }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: leastPasswordLength, autoSignIn: false },
    user: {
      additionalFields: {
        role: { type: "string", input: false, required: false, defaultValue: "viewer" },
        locale: { type: "string", input: false, required: false },
        disabledAt: { type: "date", input: false, required: false },
      },
    },
    session: { expiresIn: 7 * day, disableSessionRefresh: true, cookieCache: { enabled: false } },
    rateLimit: {
      enabled: true,
      storage: "memory",
      window: 10,
      max: 100,
      customRules: { "/sign-in/email": signInRate },
    },
    databaseHooks: {
      session: {
        create: { before: async ({ userId }) => isInUse(prisma, userId) },
        delete: { after: async ({ token }) => options.onSessionEnded(String(token)) },
      },
      // Accounts hold passwords only: there is no other way to sign in whose changes would come here.
      account: { update: { after: async ({ userId }) => options.onPasswordChanged(String(userId)) } },
    },
    advanced: {
      cookiePrefix,
      useSecureCookies: options.publicUrl.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "strict" },
      ipAddress: { ipAddressHeaders: [options.addressHeader] },
    },
    telemetry: { enabled: false },
    logger: { log: (level, message) => write(log, level, message) },
  });
}

export type Auth = ReturnType<typeof createAuth>;

/** Ten tries a minute from one address. */
const signInRate = { window: 60, max: 10 };

/** No session for an account that was taken out of use. */
async function isInUse(prisma: PrismaClient, userId: string): Promise<boolean> {
  const user = await prisma.user.findUnique({ where: { id: userId }, select: { disabledAt: true } });
  return user !== null && user.disabledAt === null;
}

function write(log: Log, level: string, message: unknown): void {
  const fields = { part: "auth", message: messageOf(message) };
  if (level === "error") log.warn(fields, "sign-in reported an error");
  else log.debug(fields, "sign-in");
}
