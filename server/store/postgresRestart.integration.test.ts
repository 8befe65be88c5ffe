import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { administer, freshDatabase, type TestDatabase } from "@/server/testing/postgres";
import { keyOf, put, take } from "./contract/fixtures";
import { openPostgresStore, type PostgresStoreOptions } from "./postgresStore";
import type { Store } from "./store";

let database: TestDatabase;
let folder: string;
const stores: Store[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "pilothouse-store-"));
});

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await database.drop();
  fs.rmSync(folder, { recursive: true });
});

async function open(options: Partial<PostgresStoreOptions> = {}): Promise<Store> {
  const base = { url: database.url, clock: systemClock, random: systemRandom, log: silentLog };
  const store = await openPostgresStore({ ...base, ...options });
  stores.push(store);
  return store;
}

async function sql(query: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}

describe("a restarted store", () => {
  it("has everything, and lets watchers of before resume with what was there before each change", async () => {
    const before = await open();
    await before.commit([put(keyOf("a"), { v: "1" }), put(keyOf("b"))]);
    const { revision } = await before.commit([put(keyOf("c"))]);
    await before.commit([put(keyOf("a"), { v: "2" }), { type: "delete", key: keyOf("b") }]);
    await before.close();
    const after = await open({ resumeChanges: 2 });
    expect((await after.list({})).items.map(({ metadata }) => metadata.name)).toEqual(["a", "c"]);
    expect(after.status()).toMatchObject({ revision: 5, incarnation: before.status().incarnation });
    const missed = await take(after.watch({}, revision), 2);
    expect(missed.map(({ type, previous }) => [type, previous?.data])).toEqual([
      ["MODIFIED", { v: "1" }],
      ["DELETED", {}],
    ]);
    await expect(take(after.watch({}, revision - 1), 1)).rejects.toMatchObject({ reason: "Expired" });
  });

  it("loads ten thousand objects within two seconds", async () => {
    const spec = "repeat('x', 1500)";
    await sql(`insert into objects select 'pods', 'ns-' || n % 10, 'pod-' || n, n,
      json_build_object('apiVersion', 'v1', 'kind', 'Pod', 'metadata',
        json_build_object('name', 'pod-' || n, 'uid', n, 'resourceVersion', n::text), 'spec', ${spec})::text
      from generate_series(1, 10000) as n`);
    await sql("insert into store_head values (1, 10000, 1, '', '', '', '')");
    const start = systemClock.monotonicMs();
    const store = await open();
    expect((await store.list({ resource: "pods" })).items).toHaveLength(10_000);
    expect(systemClock.monotonicMs() - start).toBeLessThan(2_000);
  });
});

/** Rewinds the data as a restore into the same tables would. */
async function rewind(to: { readonly revision: number }): Promise<void> {
  await sql(`delete from changes where revision > ${to.revision}`);
  await sql(`delete from objects where revision > ${to.revision}`);
  await sql(`update store_head set revision = ${to.revision}`);
}

describe("a restored backup", () => {
  it("under a running store is a new incarnation: all tokens are too old, and what it lacks is gone", async () => {
    const store = await open();
    const { revision } = await store.commit([put(keyOf("kept"))]);
    await store.commit([put(keyOf("lost"))]);
    const { incarnation } = store.status();
    const watch = take(store.watch({}), 1);
    const expired = expect(watch).rejects.toMatchObject({ reason: "Expired" });
    await rewind({ revision });
    expect(await store.commit([put(keyOf("x"))]).catch((error) => error.reason)).toBe("Unavailable");
    await expect.poll(() => store.status().isWritable).toBe(true);
    await expired;
    expect(store.status().incarnation).not.toBe(incarnation);
    expect((await store.list({})).items.map(({ metadata }) => metadata.name)).toEqual(["kept"]);
    await expect(take(store.watch({}, revision), 1)).rejects.toMatchObject({ reason: "Expired" });
    const { revision: next } = await store.commit([put(keyOf("y"))]);
    expect(next).toBeGreaterThan(revision + 1);
  });

  it("between two runs is known by the mark", async () => {
    const markFile = path.join(folder, "mark.json");
    const before = await open({ markFile });
    const { revision } = await before.commit([put(keyOf("kept"))]);
    await before.commit([put(keyOf("lost"))]);
    await before.close();
    await rewind({ revision });
    const after = await open({ markFile });
    expect(after.status().incarnation).not.toBe(before.status().incarnation);
    expect(after.status().epoch).toBeGreaterThan(before.status().epoch);
    await expect(take(after.watch({}, revision), 1)).rejects.toMatchObject({ reason: "Expired" });
  });

  it("in tables made anew is known without one", async () => {
    const before = await open();
    await before.commit([put(keyOf("a"))]);
    await before.close();
    const copy = `${new URL(database.url).pathname.slice(1)}_copy`;
    await administer(`create database ${copy} template ${new URL(database.url).pathname.slice(1)}`);
    const url = new URL(database.url);
    url.pathname = `/${copy}`;
    const after = await open({ url: url.href });
    expect(after.status().incarnation).not.toBe(before.status().incarnation);
    expect(await after.get(keyOf("a"))).toBeDefined();
    await after.close();
    await administer(`drop database ${copy} with (force)`);
  });

  it("is not seen in an ordinary restart, nor in another database with an old mark", async () => {
    const markFile = path.join(folder, "mark.json");
    const before = await open({ markFile });
    await before.commit([put(keyOf("a"))]);
    await before.close();
    const after = await open({ markFile });
    expect(after.status().incarnation).toBe(before.status().incarnation);
    const other = await freshDatabase();
    const elsewhere = await open({ markFile, url: other.url });
    expect(elsewhere.status().revision).toBe(0);
    await elsewhere.close();
    await other.drop();
  });
});
