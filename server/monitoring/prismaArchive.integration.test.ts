import { afterAll, beforeAll, expect, it } from "vitest";
import { openPrisma, type PrismaClient } from "@/server/database/prisma";
import { freshDatabase, type TestDatabase } from "@/server/testing/postgres";
import { prismaArchive } from "./prismaArchive";

let database: TestDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await freshDatabase();
  prisma = openPrisma(database.url);
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.drop();
});

it("gives back the minutes of a day, keeps one in ten of older ones, and drops those that are too old", async () => {
  const nowMs = Date.parse("2026-02-01T00:00:00Z");
  const archive = prismaArchive(prisma);
  const usage = { cpuMillis: 1.5, cpuMillisMax: 2, memoryBytes: 5e9, memoryBytesMax: 6e9 };
  const minute = (minutesAgo: number) => ({
    kind: "pod" as const,
    name: "a/b",
    atMs: nowMs - minutesAgo * 60_000,
    ...usage,
  });
  const recent = [minute(2), minute(1)];
  await archive.write([...recent, minute(2_000), minute(2_001), minute(30 * 1_440)]);
  await archive.write(recent);
  expect(await archive.readSince(nowMs - 86_400_000)).toEqual(recent);
  await archive.thin(nowMs);
  expect(await archive.readSince(0)).toEqual([minute(2_000), ...recent]);
});
