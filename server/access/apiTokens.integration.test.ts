import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPrisma, type PrismaClient } from "@/server/database/prisma";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { FakeClock } from "@/server/testing/fakeClock";
import { freshDatabase, type TestDatabase } from "@/server/testing/postgres";
import { holderSubject, type TokenHolder } from "./apiTokens";
import { type Access, openAccess } from "./openAccess";

const dayMs = 24 * 60 * 60_000;
let database: TestDatabase;
let prisma: PrismaClient;
let access: Access;
let clock: FakeClock;
let ada: string;
let bob: string;

beforeAll(async () => {
  database = await freshDatabase();
  prisma = openPrisma(database.url);
  clock = new FakeClock(Date.now());
  access = openAccess({
    prisma,
    secret: "x".repeat(40),
    publicUrl: "http://127.0.0.1:3000",
    origins: { trusted: [] },
    clock,
    random: systemRandom,
    log: silentLog,
  });
  const person = { password: "a long enough one", role: "admin" } as const;
  ada = (await access.users.create({ ...person, name: "Ada", email: "ada@example.com" })).id;
  bob = (await access.users.create({ ...person, name: "Bob", email: "bob@example.com", role: "viewer" })).id;
});
afterAll(async () => {
  await prisma?.$disconnect();
  await database?.drop();
});

const of = (token: string) => access.tokens.of(token, "192.0.2.1");

describe("an API token", () => {
  it("is its user to the policy, with the role that the console's session has", async () => {
    const { token } = await access.tokens.create(bob, { name: "laptop", days: 30 });
    const holder = (await of(token)) as TokenHolder;
    expect(holderSubject(holder, "192.0.2.1")).toEqual({
      name: "bob@example.com",
      groups: ["pilothouse:viewer", "system:authenticated"],
      via: "192.0.2.1",
    });
    await access.users.setRole(bob, "operator");
    expect((await of(token))?.user.role).toBe("operator");
  });

  it("is told once, and kept as a hash only", async () => {
    const { row, token } = await access.tokens.create(ada, { name: "ci", days: 1 });
    expect(token).toMatch(/^pht_[\w-]{43}$/);
    expect(JSON.stringify([row, await prisma.apiToken.findMany()])).not.toContain(token.slice(4));
  });

  it("is nobody's when it was ended, at once, and whoever holds a connection by it is told", async () => {
    const { row, token } = await access.tokens.create(ada, { name: "short", days: 1 });
    const holder = (await of(token)) as TokenHolder;
    const told: boolean[] = [];
    const stop = access.tokens.onRevoked((isRevoked) => told.push(isRevoked(holder)));
    await access.tokens.end(ada, row.id);
    stop();
    expect(await of(token)).toBeUndefined();
    expect(told).toEqual([true]);
  });

  it("is not another user's to end or to see", async () => {
    const { row, token } = await access.tokens.create(ada, { name: "mine", days: 1 });
    await expect(access.tokens.end(bob, row.id)).rejects.toMatchObject({ reason: "NotFound" });
    expect(await of(token)).toBeDefined();
    expect((await access.tokens.list(bob)).map(({ name }) => name)).toEqual(["laptop"]);
  });

  it("is ended at once when its user is taken out of use, and stays so when the user is let in again", async () => {
    const { token } = await access.tokens.create(bob, { name: "phone", days: 30 });
    const others = (await access.tokens.create(ada, { name: "kept", days: 30 })).token;
    expect(await of(token)).toBeDefined();
    await access.users.disable(bob);
    expect(await of(token)).toBeUndefined();
    await access.users.enable(bob);
    await clock.advance(6_000);
    expect(await of(token)).toBeUndefined();
    expect(await access.tokens.list(bob)).toEqual([]);
    expect(await of(others)).toBeDefined();
  });

  it("is ended when an administrator gives its user another password, and whoever holds a connection is told", async () => {
    const { token } = await access.tokens.create(bob, { name: "stolen", days: 30 });
    const holder = (await of(token)) as TokenHolder;
    const told: boolean[] = [];
    const stop = access.tokens.onRevoked((isRevoked) => told.push(isRevoked(holder)));
    await access.users.setPassword(bob, "another long enough one");
    stop();
    expect(await of(token)).toBeUndefined();
    expect(told).toContain(true);
    expect((await access.users.list()).find(({ id }) => id === bob)).toMatchObject({ tokens: 0 });
  });

  it("is ended when its user changes the password", async () => {
    const password = { current: "yet another long one", next: "and again another one" };
    await access.users.setPassword(bob, password.current);
    const { token } = await access.tokens.create(bob, { name: "phone", days: 30 });
    expect(await of(token)).toBeDefined();
    const who = { email: "bob@example.com", password: password.current };
    const cookie = (await access.signIn.signIn(new Headers(), who)).map((line) => line.split(";")[0]).join("; ");
    const headers = new Headers({ cookie, origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" });
    await access.signIn.changePassword(headers, password);
    expect(await of(token)).toBeUndefined();
  });

  it("is nobody's after its end date, also when it is still in memory", async () => {
    const { token } = await access.tokens.create(ada, { name: "day", days: 1 });
    await clock.advance(dayMs - 1000);
    expect(await of(token)).toBeDefined();
    await clock.advance(1001);
    expect(await of(token)).toBeUndefined();
    expect((await access.tokens.list(ada)).find(({ name }) => name === "day")).toMatchObject({ isExpired: true });
  });

  it("shows when and from where it was used last", async () => {
    const { token } = await access.tokens.create(ada, { name: "used", days: 1 });
    await of(token);
    await expect
      .poll(async () => (await access.tokens.list(ada)).find(({ name }) => name === "used"))
      .toMatchObject({ lastAddress: "192.0.2.1", lastUsedAt: expect.any(String) });
  });

  it("has a name that its user has given to no other", async () => {
    const again = access.tokens.create(ada, { name: "ci", days: 1 });
    await expect(again).rejects.toMatchObject({ reason: "AlreadyExists" });
  });

  it("is read from memory while the database is away, and asked for by garbage the database never is", async () => {
    const { token } = await access.tokens.create(ada, { name: "away", days: 30 });
    await of(token);
    await clock.advance(6_000);
    const { findUnique } = prisma.apiToken;
    let tries = 0;
    Object.assign(prisma.apiToken, { findUnique: () => Promise.reject(new Error(`gone, ${++tries}`)) });
    try {
      expect((await of(token))?.user.email).toBe("ada@example.com");
      expect(await of("garbage")).toBeUndefined();
      expect(tries).toBe(1);
    } finally {
      Object.assign(prisma.apiToken, { findUnique });
    }
  });
});
