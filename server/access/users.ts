import { randomUUID } from "node:crypto";
import type { PrismaClient } from "@/server/database/generated/client";
import { isTaken } from "@/server/database/prismaErrors";
import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import type { ApiTokens } from "./apiTokens";
import type { Auth } from "./auth";
import { type NewUser, newUserInput, type RoleName, roles } from "./people";
import type { Sessions } from "./sessions";

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: RoleName;
  readonly isDisabled: boolean;
  readonly createdAt: string;
  readonly sessions: number;
  readonly tokens: number;
}

/** The people of this installation. Whoever calls has been asked for the right to. */
export interface Users {
  list(): Promise<UserRow[]>;
  create(user: NewUser): Promise<UserRow>;
  setRole(id: string, role: RoleName): Promise<UserRow>;
  /** Out of use: signed out everywhere at once, every token ended, no way to sign in; what it did stays on record. */
  disable(id: string): Promise<UserRow>;
  enable(id: string): Promise<UserRow>;
  /** Signs the user out everywhere, too, and ends every token. */
  setPassword(id: string, password: string): Promise<UserRow>;
  signOutEverywhere(id: string): Promise<void>;
}

export interface UsersOptions {
  readonly prisma: PrismaClient;
  readonly auth: Auth;
  readonly sessions: Pick<Sessions, "revoked">;
  readonly tokens: Pick<ApiTokens, "endAll">;
  readonly clock: Clock;
}

const select = {
  id: true,
  email: true,
  name: true,
  role: true,
  disabledAt: true,
  createdAt: true,
  _count: { select: { sessions: true, apiTokens: true } },
} as const;

export function createUsers({ prisma, auth, sessions, tokens, clock }: UsersOptions): Users {
  async function get(id: string): Promise<UserRow> {
    const user = await prisma.user.findUnique({ where: { id }, select });
    if (!user) throw new ClusterError("NotFound", { says: "There is no such user." });
    return rowOf(user);
  }

  async function endSessions(userId: string): Promise<void> {
    await prisma.session.deleteMany({ where: { userId } });
    sessions.revoked({ userId });
  }

  /** Changes a user, unless no administrator would be left; two such changes at once wait for each other. */
  async function change(id: string, data: { role?: RoleName; disabledAt?: Date }): Promise<UserRow> {
    await get(id);
    await prisma.$transaction(async (rows) => {
      await rows.$queryRaw`SELECT id FROM users WHERE role = 'admin' FOR UPDATE`;
      const others = await rows.user.count({ where: { role: "admin", disabledAt: null, id: { not: id } } });
      if (others === 0 && (await rows.user.count({ where: { id, role: "admin", disabledAt: null } })) === 1)
        throw new ClusterError("Conflict", { says: "This is the last administrator: make another one first." });
      await rows.user.update({ where: { id }, data });
    });
    return get(id);
  }

  return {
    async list() {
      return (await prisma.user.findMany({ select, orderBy: { email: "asc" } })).map(rowOf);
    },
    async create(input) {
      return get(await createUser({ prisma, auth }, newUserInput.parse(input)));
    },
    async setRole(id, role) {
      const user = role === "admin" ? await makeAdmin(id) : await change(id, { role });
      // What the user holds open was allowed by the old role: it comes back with the new one.
      sessions.revoked({ userId: id });
      return user;
    },
    async disable(id) {
      const user = await change(id, { disabledAt: new Date(clock.now()) });
      await endSessions(id);
      await tokens.endAll(id);
      return user;
    },
    async enable(id) {
      await get(id);
      await prisma.user.update({ where: { id }, data: { disabledAt: null } });
      return get(id);
    },
    async setPassword(id, password) {
      await get(id);
      const { internalAdapter, password: hasher } = await auth.$context;
      await internalAdapter.updatePassword(id, await hasher.hash(password));
      await endSessions(id);
      await tokens.endAll(id);
      return get(id);
    },
    signOutEverywhere: endSessions,
  };

  async function makeAdmin(id: string): Promise<UserRow> {
    await get(id);
    await prisma.user.update({ where: { id }, data: { role: "admin" } });
    return get(id);
  }
}

/** Makes the user with its password, both or neither; answers its id. */
export async function createUser(
  { prisma, auth }: Pick<UsersOptions, "prisma" | "auth">,
  { email, name, role, password }: NewUser,
): Promise<string> {
  const isThere = new ClusterError("AlreadyExists", { says: `There is a user with the address ${email} already.` });
  if ((await prisma.user.count({ where: { email } })) > 0) throw isThere;
  const { password: hasher, generateId } = await auth.$context;
  const id = generateId({ model: "user" }) || randomUUID();
  const hash = await hasher.hash(password);
  const account = { id: randomUUID(), accountId: id, providerId: "credential", password: hash };
  try {
    await prisma.user.create({
      data: { id, email, name, role, emailVerified: true, accounts: { create: account } },
    });
  } catch (error) {
    // Somebody made it while the password was hashed.
    throw isTaken(error) ? isThere : error;
  }
  return id;
}

interface SelectedUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  readonly _count: { readonly sessions: number; readonly apiTokens: number };
}

function rowOf({ id, email, name, role, disabledAt, createdAt, _count }: SelectedUser): UserRow {
  return {
    id,
    email,
    name,
    role: roles.find((one) => one === role) ?? "viewer",
    isDisabled: disabledAt !== null,
    createdAt: createdAt.toISOString(),
    sessions: _count.sessions,
    tokens: _count.apiTokens,
  };
}
