import { createHash, randomBytes } from "node:crypto";
import type { Subject } from "@/server/cluster/subject";
import type { PrismaClient } from "@/server/database/prisma";
import type { Clock } from "@/server/lib/clock";
import { ClusterError, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import { CachedReads } from "./cachedReads";
import { type RoleName, roles } from "./people";
import { type Sessions, subjectOf } from "./sessions";

export interface ApiTokenRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly isExpired: boolean;
  readonly lastUsedAt?: string;
  /** From where it was used last. */
  readonly lastAddress?: string;
}

/**
 * By which a person's programs are known to the Kubernetes API. A person asks for its own, an administrator for
 * anybody's; whoever calls has been asked for the right to.
 */
export interface ApiTokens {
  /** Newest first. */
  list(userId: string): Promise<ApiTokenRow[]>;
  /** The token itself is told here and never again: only its hash is kept. */
  create(userId: string, wanted: NewApiToken): Promise<{ readonly row: ApiTokenRow; readonly token: string }>;
  /** From now on it is nobody's. */
  end(userId: string, id: string): Promise<ApiTokenRow>;
  /** The same for all that a user has: whoever had the password may have made some. */
  endAll(userId: string): Promise<void>;
  /** Whose program this is; undefined for nobody's, and for that of a user who is out of use. */
  of(token: string, address: string): Promise<TokenHolder | undefined>;
  /** Hears of every token that is worth something else from now on, by a test for it. */
  onRevoked(call: (isRevoked: (holder: TokenHolder) => boolean) => void): () => void;
}

export interface NewApiToken {
  readonly name: string;
  readonly days: number;
}

export interface TokenHolder {
  readonly tokenId: string;
  readonly expiresAtMs: number;
  readonly user: { readonly id: string; readonly email: string; readonly role: RoleName };
}

export interface ApiTokensOptions {
  readonly prisma: Pick<PrismaClient, "apiToken">;
  readonly sessions: Pick<Sessions, "onRevoked">;
  readonly clock: Clock;
  readonly log: Log;
}

const dayMs = 24 * 60 * 60_000;
const mostTokens = 50;
/** The last use is written down at most this often. */
const noteMs = 60_000;
/** Told apart from other secrets by its beginning, for whoever looks for leaked ones. */
const form = /^pht_[\w-]{43}$/;

export function createApiTokens({ prisma, sessions, clock, log }: ApiTokensOptions): ApiTokens {
  const known = new CachedReads<TokenHolder>({ clock, log, what: "token" });
  const listeners = new Set<(isRevoked: (holder: TokenHolder) => boolean) => void>();
  const noted = new Map<string, { readonly address: string; readonly atMs: number }>();
  const rowOf = (stored: Stored) => toRow(stored, clock.now());

  function revoked(isRevoked: (holder: TokenHolder) => boolean): void {
    known.drop(isRevoked);
    for (const call of listeners) call(isRevoked);
  }
  sessions.onRevoked((what) => {
    if ("userId" in what) revoked(({ user }) => user.id === what.userId);
  });

  async function read(hash: string): Promise<TokenHolder | undefined> {
    const found = await prisma.apiToken.findUnique({ where: { hash }, include: { user: true } });
    const role = roles.find((one) => one === found?.user.role);
    if (!found || !role || found.user.disabledAt || found.expiresAt.getTime() <= clock.now()) return undefined;
    const { id, email } = found.user;
    return { tokenId: found.id, expiresAtMs: found.expiresAt.getTime(), user: { id, email, role } };
  }

  /** Behind the answer: whoever asks does not wait for it. */
  function note({ tokenId }: TokenHolder, address: string): void {
    const last = noted.get(tokenId);
    if (last && last.address === address && clock.monotonicMs() - last.atMs < noteMs) return;
    noted.set(tokenId, { address, atMs: clock.monotonicMs() });
    const data = { lastUsedAt: new Date(clock.now()), lastAddress: address };
    prisma.apiToken.updateMany({ where: { id: tokenId }, data }).catch((error) => {
      noted.delete(tokenId);
      log.warn({ error: messageOf(error) }, "the last use of a token could not be written down");
    });
  }

  return {
    async list(userId) {
      return (await prisma.apiToken.findMany({ where: { userId }, orderBy: { createdAt: "desc" } })).map(rowOf);
    },
    async create(userId, { name, days }) {
      if ((await prisma.apiToken.count({ where: { userId } })) >= mostTokens)
        throw new ClusterError("Conflict", { says: `You have ${mostTokens} tokens: end one that you do not need.` });
      if ((await prisma.apiToken.count({ where: { userId, name } })) > 0)
        throw new ClusterError("AlreadyExists", { says: `You have a token that is called ${name} already.` });
      const token = `pht_${randomBytes(32).toString("base64url")}`;
      const expiresAt = new Date(clock.now() + days * dayMs);
      const data = { userId, name, hash: hashOf(token), createdAt: new Date(clock.now()), expiresAt };
      return { row: rowOf(await prisma.apiToken.create({ data })), token };
    },
    async end(userId, id) {
      const [found] = await prisma.apiToken.findMany({ where: { id, userId } });
      if (!found)
        throw new ClusterError("NotFound", { says: "There is no such token: it may have been ended already." });
      await prisma.apiToken.deleteMany({ where: { id, userId } });
      noted.delete(id);
      revoked(({ tokenId }) => tokenId === id);
      return rowOf(found);
    },
    async endAll(userId) {
      await prisma.apiToken.deleteMany({ where: { userId } });
      revoked(({ user }) => user.id === userId);
    },
    async of(token, address) {
      if (!form.test(token)) return undefined;
      const hash = hashOf(token);
      const holder = await known.of(hash, () => read(hash));
      if (holder) note(holder, address);
      return holder;
    },
    onRevoked(call) {
      listeners.add(call);
      return () => listeners.delete(call);
    },
  };
}

/** Who this is to the policy: the same as in the console. */
export function holderSubject({ user }: TokenHolder, via: string): Subject {
  return subjectOf({ user }, via);
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

interface Stored {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly lastAddress: string | null;
}

function toRow({ id, name, createdAt, expiresAt, lastUsedAt, lastAddress }: Stored, nowMs: number): ApiTokenRow {
  return {
    id,
    name,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    isExpired: expiresAt.getTime() <= nowMs,
    lastUsedAt: lastUsedAt?.toISOString(),
    lastAddress: lastAddress ?? undefined,
  };
}
