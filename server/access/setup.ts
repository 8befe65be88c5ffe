import { createHash } from "node:crypto";
import type { PrismaClient } from "@/server/database/generated/client";
import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import type { Random } from "@/server/lib/random";
import type { Auth } from "./auth";
import { newUserInput } from "./people";
import { createUser } from "./users";

/** The first administrator: made by a one-time link, or unattended by settings. */
export interface Setup {
  /** True until an administrator exists. */
  isNeeded(): Promise<boolean>;
  /** A new link's token (64 characters); earlier ones stop working. Undefined when an administrator exists. */
  createToken(): Promise<string | undefined>;
  /** Makes the administrator; the link works once, and not at all when it is refused for a reason but the form's. */
  redeem(token: string, person: Person): Promise<{ readonly userId: string }>;
  /** Makes the administrator from settings, unless there is one. Throws `Invalid` on a bad address or password. */
  createUnattended(person: Omit<Person, "name">): Promise<"created" | "exists">;
}

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface SetupOptions {
  readonly prisma: PrismaClient;
  readonly auth: Auth;
  readonly clock: Clock;
  readonly random: Random;
}

const validMs = 24 * 60 * 60_000;

export function createSetup(options: SetupOptions): Setup {
  const { prisma, clock, random } = options;

  async function isNeeded(): Promise<boolean> {
    return (await prisma.user.count({ where: { role: "admin", disabledAt: null } })) === 0;
  }

  return {
    isNeeded,
    async createToken() {
      if (!(await isNeeded())) return undefined;
      const token = `${random.uuid()}${random.uuid()}`.replaceAll("-", "");
      await prisma.$transaction([
        prisma.setupToken.deleteMany(),
        prisma.setupToken.create({ data: { hash: hashOf(token), expiresAt: new Date(clock.now() + validMs) } }),
      ]);
      return token;
    },
    async redeem(token, person) {
      const admin = adminFrom(person);
      if (!(await isNeeded()))
        throw new ClusterError("Forbidden", {
          says: "There is an administrator already: sign in, or ask that person.",
        });
      const hash = hashOf(token);
      await claim(prisma, hash, new Date(clock.now()));
      try {
        return { userId: await createUser(options, admin) };
      } catch (error) {
        await prisma.setupToken.update({ where: { hash }, data: { usedAt: null } });
        throw error;
      }
    },
    async createUnattended(person) {
      if (!(await isNeeded())) return "exists";
      await createUser(options, adminFrom({ ...person, name: person.email.split("@")[0] || "Administrator" }));
      await prisma.setupToken.deleteMany();
      return "created";
    },
  };
}

/** One caller gets it, however many ask at once. */
async function claim(prisma: PrismaClient, hash: string, now: Date): Promise<void> {
  const { count } = await prisma.setupToken.updateMany({
    where: { hash, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (count === 1) return;
  throw new ClusterError("Forbidden", {
    says: "This link is not valid: it was used, has expired, or a newer one was made. Restart Pilothouse to get a new one.",
  });
}

function adminFrom(person: Person) {
  const parsed = newUserInput.safeParse({ ...person, role: "admin" });
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({
    field: path.join("."),
    reason: "FieldValueInvalid" as const,
    message,
  }));
  const says = `The administrator could not be made: ${fields.map(({ field, message }) => `${field}: ${message}`).join(" ")}`;
  throw new ClusterError("Invalid", { says, fields });
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
