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
  // So many others follow that a restarted store would not show these any more.
  await pool.query("update store_head set revision = revision + 20000");
  await maintain(pool, startMs + dayMs / 2, defaultRetention);
  const { rows } = await pool.query("select revision::int as revision, is_churn from changes order by revision");
  expect(rows).toEqual([
    { revision: 1, is_churn: false },
    { revision: 7, is_churn: true },
    { revision: 8, is_churn: false },
    { revision: 13, is_churn: true },
  ]);
});

it("never thins what a restarted store would show", async () => {
  for (let n = 0; n < 5; n++) await store.commit([write("a", 1)]);
  await maintain(pool, startMs + dayMs / 2, defaultRetention);
  expect(await store.history(keyOf("a"))).toHaveLength(5);
});
