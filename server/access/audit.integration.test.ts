import { afterAll, beforeAll, expect, it } from "vitest";
import { openPrisma, type PrismaClient } from "@/server/database/prisma";
import { isRefusedData } from "@/server/database/prismaErrors";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { freshDatabase, type TestDatabase } from "@/server/testing/postgres";
import { createAudit } from "./audit";

let database: TestDatabase;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await freshDatabase();
  prisma = openPrisma(database.url);
});
afterAll(async () => {
  await prisma?.$disconnect();
  await database?.drop();
});

const entry = { subject: "ada@example.com", verb: "delete", kind: "Pod", outcome: "refused", name: "web" } as const;

/** Text that no index can compress. */
const long = Array.from({ length: 1_000 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000))).join(
  "",
);

it("stores whatever name and words somebody puts into a request", async () => {
  const audit = createAudit({ prisma, clock: systemClock, random: systemRandom, log: silentLog });
  audit.write({ ...entry, at: 1, name: "a\0b", namespace: "x\0y", says: "no\0" });
  audit.write({ ...entry, at: 2, name: long, namespace: long, subject: long });
  audit.write({ ...entry, at: 3, says: "\ud800", after: { note: "\0\ud800" } });
  const { rows } = await audit.list({ limit: 10 });
  expect(rows.map(({ name }) => name.slice(0, 3))).toEqual(["web", long.slice(0, 3), "a\uFFFDb"]);
  await audit.close();
});

it("knows a refusal of the values from a database that is away", async () => {
  const at = new Date(0);
  const insert = (client: PrismaClient, name: string) =>
    client.auditEntry.createMany({ data: [{ ...entry, at, name }] }).catch(isRefusedData);
  expect(await insert(prisma, "a\0b")).toBe(true);
  expect(await insert(prisma, long)).toBe(true);
  const away = openPrisma("postgresql://nobody:x@127.0.0.1:9/none");
  expect(await insert(away, "web")).toBe(false);
  await away.$disconnect();
});
