import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "@/server/testing/postgres";
import { migrate } from "./migrate";
import { openPrisma } from "./prisma";

let database: TestDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

describe("migrate", () => {
  it("applies nothing twice, and once when many start together", async () => {
    expect(await migrate(database.url)).toEqual([]);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pilothouse-migrations-"));
    fs.cpSync("prisma/migrations", folder, { recursive: true });
    fs.mkdirSync(path.join(folder, "29990101000000_next"));
    fs.writeFileSync(path.join(folder, "29990101000000_next/migration.sql"), "create table next (n int);");
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url, folder)));
    expect(applied.flat()).toEqual(["29990101000000_next"]);
    await expect(migrate(database.url)).rejects.toThrow(/newer Pilothouse/);
    fs.rmSync(folder, { recursive: true });
  });

  it("keeps nothing of a migration that fails", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pilothouse-migrations-"));
    fs.cpSync("prisma/migrations", folder, { recursive: true });
    const next = path.join(folder, "29990101000000_next");
    fs.mkdirSync(next);
    fs.writeFileSync(path.join(next, "migration.sql"), "create table half (n int); select nonsense;");
    await expect(migrate(database.url, folder)).rejects.toThrow(/nothing of it was kept: column "nonsense"/);
    fs.writeFileSync(path.join(next, "migration.sql"), "create table half (n int);");
    expect(await migrate(database.url, folder)).toEqual(["29990101000000_next"]);
    fs.rmSync(folder, { recursive: true });
  });

  it("names a database that does not answer", async () => {
    await expect(migrate("postgresql://a:b@127.0.0.1:1/x")).rejects.toThrow(
      /127\.0\.0\.1:1 cannot be used.*DATABASE_URL/,
    );
  });

  it("makes what the Prisma schema describes", () => {
    const args = ["migrate", "diff", "--from-migrations", "prisma/migrations", "--to-schema", "prisma/schema.prisma"];
    const env = { ...process.env, DATABASE_URL: database.url };
    const out = execFileSync("node_modules/.bin/prisma", [...args, "--exit-code"], { env, encoding: "utf8" });
    expect(out).toContain("No difference detected");
  });
});

describe("openPrisma", () => {
  it("reads and writes the rows that it owns", async () => {
    const prisma = openPrisma(database.url);
    const at = new Date("2026-01-01T00:00:00Z");
    const made = await prisma.auditEntry.create({
      data: { at, subject: "a@b", verb: "create", kind: "Pod", outcome: "done", after: { nul: "\u0000" } },
    });
    expect(await prisma.auditEntry.findMany()).toEqual([made]);
    await prisma.$disconnect();
  });
});
