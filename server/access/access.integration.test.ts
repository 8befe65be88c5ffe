import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPrisma, type PrismaClient } from "@/server/database/prisma";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { FakeClock } from "@/server/testing/fakeClock";
import { freshDatabase, type TestDatabase } from "@/server/testing/postgres";
import { type Access, openAccess } from "./openAccess";
import type { Revocation } from "./sessions";

const ada = { name: "Ada", email: "ada@example.com", password: "a long enough one" };
const bob = { name: "Bob", email: "bob@example.com", password: "another long one", role: "viewer" as const };

let database: TestDatabase;
let prisma: PrismaClient;
let access: Access;

function open(clock = systemClock): Access {
  const origins = { trusted: [] };
  const secret = "x".repeat(40);
  return openAccess({
    prisma,
    secret,
    publicUrl: "http://127.0.0.1:3000",
    origins,
    clock,
    random: systemRandom,
    log: silentLog,
  });
}

beforeAll(async () => {
  database = await freshDatabase();
  prisma = openPrisma(database.url);
  access = open();
});
afterAll(async () => {
  await prisma?.$disconnect();
  await database?.drop();
});

/** The cookie header of a new session. */
async function signIn(who: { email: string; password: string }): Promise<Headers> {
  const cookies = await access.signIn.signIn(new Headers({ host: "127.0.0.1:3000" }), who);
  return new Headers({ cookie: cookies.map((cookie) => cookie.split(";")[0]).join("; ") });
}

describe("the one-time link", () => {
  it("does not work after its time", async () => {
    const clock = new FakeClock();
    const { setup } = open(clock);
    const token = await setup.createToken();
    await clock.advance(24 * 60 * 60_000 + 1);
    await expect(setup.redeem(token ?? "", ada)).rejects.toMatchObject({ reason: "Forbidden" });
  });

  it("is kept as a hash only, and replaces the one before", async () => {
    const first = await access.setup.createToken();
    const second = await access.setup.createToken();
    const stored = JSON.stringify(await prisma.setupToken.findMany());
    expect(stored).not.toContain(second);
    await expect(access.setup.redeem(first ?? "", ada)).rejects.toMatchObject({ reason: "Forbidden" });
  });

  it("survives a mistake in the form, and says at which field", async () => {
    const token = await access.setup.createToken();
    const tooShort = access.setup.redeem(token ?? "", { ...ada, password: "short" });
    await expect(tooShort).rejects.toMatchObject({ reason: "Invalid", fields: [{ field: "password" }] });
    expect(await access.setup.isNeeded()).toBe(true);
    expect(await prisma.setupToken.count({ where: { usedAt: null } })).toBe(1);
  });

  it("makes one administrator, whoever asks at the same time", async () => {
    const token = (await access.setup.createToken()) ?? "";
    const both = await Promise.allSettled([
      access.setup.redeem(token, ada),
      access.setup.redeem(token, { ...ada, email: "eve@example.com" }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await prisma.user.count()).toBe(1);
    await prisma.user.updateMany({ data: { email: ada.email } });
    const [user] = await prisma.user.findMany();
    await access.users.setPassword(user?.id ?? "", ada.password);
  });

  it("is not made once there is an administrator", async () => {
    expect(await access.setup.createToken()).toBeUndefined();
    expect(await access.setup.createUnattended(ada)).toBe("exists");
  });
});

describe("sessions", () => {
  it("know who signed in, with the role", async () => {
    const session = await access.sessions.of(await signIn(ada));
    expect(session?.user).toMatchObject({ email: ada.email, role: "admin" });
  });

  it("are refused for a wrong password and an unknown address alike", async () => {
    await expect(signIn({ ...ada, password: "not the one at all" })).rejects.toMatchObject({ reason: "Unauthorized" });
    await expect(signIn({ ...ada, email: "nobody@example.com" })).rejects.toMatchObject({ reason: "Unauthorized" });
  });

  it("are nobody's with a cookie that this server did not sign", async () => {
    const headers = await signIn(ada);
    const forged = new Headers({ cookie: (headers.get("cookie") ?? "").replace(/=./, "=X") });
    expect(await access.sessions.of(forged)).toBeUndefined();
    expect(await access.sessions.of(new Headers())).toBeUndefined();
  });

  it("end everywhere at once when they are signed out, and tell who holds one open", async () => {
    const [here, there] = [await signIn(ada), await signIn(ada)];
    const session = await access.sessions.of(here);
    await access.sessions.of(there);
    const told: Revocation[] = [];
    access.sessions.onRevoked((what) => told.push(what));
    await access.users.signOutEverywhere(session?.user.id ?? "");
    expect(await access.sessions.of(here)).toBeUndefined();
    expect(await access.sessions.of(there)).toBeUndefined();
    expect(told).toEqual([{ userId: session?.user.id }]);
  });

  it("are read from memory while the database is away", async () => {
    const clock = new FakeClock(Date.now());
    const { sessions } = open(clock);
    const headers = await signIn(ada);
    const before = await sessions.of(headers);
    await clock.advance(6_000);
    const findFirst = prisma.session.findFirst;
    let tries = 0;
    Object.assign(prisma.session, { findFirst: () => Promise.reject(new Error(`gone, ${++tries}`)) });
    try {
      expect((await sessions.of(headers))?.user).toEqual(before?.user);
      expect(tries).toBe(1);
    } finally {
      Object.assign(prisma.session, { findFirst });
    }
  });
});

describe("users", () => {
  it("are made once, whoever asks at the same time", async () => {
    const twin = { ...bob, email: "twin@example.com" };
    const both = await Promise.allSettled([access.users.create(twin), access.users.create(twin)]);
    const refused = both.filter((one) => one.status === "rejected");
    expect(refused.map(({ reason }) => reason)).toEqual([expect.objectContaining({ reason: "AlreadyExists" })]);
    await prisma.user.delete({ where: { email: twin.email } });
  });

  it("are made by an administrator, each address once", async () => {
    const made = await access.users.create(bob);
    expect(made).toMatchObject({ email: bob.email, role: "viewer", isDisabled: false });
    await expect(access.users.create(bob)).rejects.toMatchObject({ reason: "AlreadyExists" });
    expect((await access.sessions.of(await signIn(bob)))?.user.role).toBe("viewer");
  });

  it("have a new role at their next request", async () => {
    const headers = await signIn(bob);
    const session = await access.sessions.of(headers);
    await access.users.setRole(session?.user.id ?? "", "operator");
    expect((await access.sessions.of(headers))?.user.role).toBe("operator");
  });

  it("that are disabled are signed out and cannot sign in, until they are enabled", async () => {
    const headers = await signIn(bob);
    const id = (await access.sessions.of(headers))?.user.id ?? "";
    await access.users.disable(id);
    expect(await access.sessions.of(headers)).toBeUndefined();
    await expect(signIn(bob)).rejects.toMatchObject({ reason: "Unauthorized" });
    await access.users.enable(id);
    expect(await access.sessions.of(await signIn(bob))).toBeDefined();
  });

  it("always include an administrator", async () => {
    const [admin] = (await access.users.list()).filter(({ role }) => role === "admin");
    const last = { reason: "Conflict" };
    await expect(access.users.disable(admin?.id ?? "")).rejects.toMatchObject(last);
    await expect(access.users.setRole(admin?.id ?? "", "viewer")).rejects.toMatchObject(last);
  });
});
