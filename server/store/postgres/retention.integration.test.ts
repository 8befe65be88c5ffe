import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { FakeClock } from "@/server/testing/fakeClock";
import { freshDatabase, type TestDatabase } from "@/server/testing/postgres";
import { keyOf, objectAt } from "../contract/fixtures";
import { openPostgresStore } from "../postgresStore";
import type { Operation, Store } from "../store";
import { dayMs } from "./days";
import { defaultRetention, maintain } from "./retention";

let database: TestDatabase;
let pool: pg.Pool;
let clock: FakeClock;
let store: Store;

beforeEach(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.url });
  clock = new FakeClock();
  store = await openPostgresStore({ url: database.url, clock, random: systemRandom, log: silentLog });
});

afterEach(async () => {
  await store.close();
  await pool.end();
  await database.drop();
});

const startMs = Date.parse("2026-01-01T00:00:00Z");

function write(name: string, generation: number): Operation {
  const key = keyOf(name);
  const object = objectAt(key);
  return { type: "put", key, object: { ...object, metadata: { ...object.metadata, generation } } };
}

/** So many others follow that a restarted store would not show what is there now. */
async function letAge(): Promise<void> {
  await pool.query("update store_head set revision = revision + 20000");
}

async function loggedRevisions(): Promise<number[]> {
  const { rows } = await pool.query("select revision::int as revision from changes order by revision");
  return rows.map(({ revision }) => revision);
}

it("writes on at every day, however long it slept, and drops days that are too old", async () => {
  for (const days of [0, 1, 2, 30, 3]) {
    clock.setWall(startMs + days * dayMs);
    await store.commit([write("a", days)]);
  }
  expect(await store.history(keyOf("a"))).toHaveLength(5);
  const dropped = await maintain(pool, startMs + 30 * dayMs, defaultRetention);
  expect(dropped).toContain("changes_20260101");
  expect((await store.history(keyOf("a"))).map(({ atMs }) => atMs)).toEqual([startMs + 30 * dayMs]);
});

it("thins status churn to one an hour, and keeps every change of a spec", async () => {
  await store.commit([write("a", 1)]);
  for (let n = 0; n < 12; n++) {
    clock.setWall(startMs + n * 600_000);
    await store.commit([write("a", n < 6 ? 1 : 2)]);
  }
  await letAge();
  await maintain(pool, startMs + dayMs / 2, defaultRetention);
  const { rows } = await pool.query("select revision::int as revision, is_churn from changes order by revision");
  expect(rows).toEqual([
    { revision: 1, is_churn: false },
    { revision: 7, is_churn: true },
    { revision: 8, is_churn: false },
    { revision: 13, is_churn: true },
  ]);
});

it("keeps the last status of an hour in which the spec changed afterwards", async () => {
  for (const [minute, generation] of [1, 1, 1, 2].entries()) {
    clock.setWall(startMs + minute * 60_000);
    await store.commit([write("a", generation)]);
  }
  await letAge();
  await maintain(pool, startMs + dayMs / 2, defaultRetention);
  expect(await loggedRevisions()).toEqual([1, 3, 4]);
});

it("halves a day that is too large once, and not again at each run", async () => {
  clock.setWall(startMs);
  const keep = { ...defaultRetention, maxBytes: 400_000 };
  for (let n = 0; n < 100; n++) {
    const key = keyOf(`n${n}`);
    await store.commit([{ type: "put", key, object: objectAt(key, { noise: randomBytes(3_000).toString("hex") }) }]);
  }
  await letAge();
  await maintain(pool, startMs, keep);
  const half = await loggedRevisions();
  expect(half).toHaveLength(50 + 1);
  await maintain(pool, startMs, keep);
  expect(await loggedRevisions()).toEqual(half);
});

it("never thins what a restarted store would show", async () => {
  for (let n = 0; n < 5; n++) await store.commit([write("a", 1)]);
  await maintain(pool, startMs + dayMs / 2, defaultRetention);
  expect(await store.history(keyOf("a"))).toHaveLength(5);
});
