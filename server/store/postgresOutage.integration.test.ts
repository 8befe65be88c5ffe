import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { freshDatabase, type TestDatabase } from "@/server/testing/postgres";
import { TcpProxy } from "@/server/testing/tcpProxy";
import { keyOf, put, take } from "./contract/fixtures";
import { openPostgresStore, type PostgresStoreOptions } from "./postgresStore";
import type { Store } from "./store";

let database: TestDatabase;
let proxy: TcpProxy;
let direct: pg.Client;
const stores: Store[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  proxy = await TcpProxy.start(Number(new URL(database.url).port));
  direct = new pg.Client({ connectionString: database.url });
  direct.on("error", () => {});
  await direct.connect();
});

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await direct.end();
  await proxy.close();
  await database.drop();
});

async function open(options: Partial<PostgresStoreOptions> = {}): Promise<Store> {
  const url = new URL(database.url);
  url.port = String(proxy.port);
  const base = { url: url.href, clock: systemClock, random: systemRandom, log: silentLog };
  const store = await openPostgresStore({ ...base, ...options });
  stores.push(store);
  return store;
}

const isWritable = (store: Store) => expect.poll(() => store.status().isWritable, { timeout: 10_000, interval: 10 });
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.reason,
  );

/** Holds the head as a long transaction would, until the returned function is called. */
async function lockHead(): Promise<() => Promise<unknown>> {
  await direct.query("begin");
  await direct.query("select 1 from store_head for update");
  return () => direct.query("rollback");
}

/** Asked outside of the transaction that holds the lock, which would see the same answer all the time. */
async function waitingBackends(): Promise<number> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    `select count(*)::int as n from pg_stat_activity
     where wait_event_type = 'Lock' and datname = current_database()`,
  );
  await client.end();
  return rows[0].n;
}

describe("a connection cut in the middle of a batch", () => {
  it("acknowledges a batch that landed after its connection was gone", async () => {
    const store = await open();
    const watching = take(store.watch({}), 2);
    const unlock = await lockHead();
    const writes = Promise.all([store.commit([put(keyOf("a"))]), store.commit([put(keyOf("b"))])]);
    await expect.poll(waitingBackends).toBe(1);
    proxy.cut();
    await expect.poll(waitingBackends).toBe(2);
    await unlock();
    await writes;
    expect((await watching).map(({ key }) => key.name)).toEqual(["a", "b"]);
    expect((await direct.query("select name from objects order by name")).rows).toEqual([{ name: "a" }, { name: "b" }]);
    expect((await direct.query("select count(*)::int as n from changes")).rows).toEqual([{ n: 2 }]);
  });

  it("refuses a batch that had not arrived, and no late arrival of it changes anything", async () => {
    const store = await open();
    await store.commit([put(keyOf("before"))]);
    proxy.hold();
    const write = reasonOf(store.commit([put(keyOf("lost"))]));
    await expect.poll(() => proxy.heldBytes).toBeGreaterThan(0);
    proxy.cut();
    expect(await write).toBe("Unavailable");
    await isWritable(store).toBe(true);
    proxy.release();
    await store.commit([put(keyOf("after"))]);
    const { rows } = await direct.query("select name from objects order by name");
    expect(rows.map(({ name }) => name)).toEqual(["after", "before"]);
  });

  it("says OutcomeUnknown when it cannot learn the outcome in time, and shows the change when it does", async () => {
    const store = await open({ outcomeDeadlineMs: 200 });
    const watching = take(store.watch({}), 1);
    const unlock = await lockHead();
    const write = reasonOf(store.commit([put(keyOf("a"))]));
    await expect.poll(waitingBackends).toBe(1);
    proxy.cut();
    expect(await write).toBe("OutcomeUnknown");
    await unlock();
    expect((await watching).map(({ key }) => key.name)).toEqual(["a"]);
  });
});

describe("while the database is away", () => {
  it("reads go on, writes are refused at once, and both go on when it is back", async () => {
    const store = await open();
    const { revision } = await store.commit([put(keyOf("a"))]);
    const watch = store.watch({}, revision);
    const epoch = store.status().epoch;
    proxy.shut(true);
    proxy.cut();
    await isWritable(store).toBe(false);
    const refused = store.commit([put(keyOf("b"))]);
    await expect(refused).rejects.toMatchObject({ reason: "Unavailable", retryAfterMs: 1_000 });
    expect(await store.get(keyOf("a"))).toBeDefined();
    expect((await store.list({})).items).toHaveLength(1);
    await expect(store.history(keyOf("a"))).rejects.toMatchObject({ reason: "Unavailable" });
    proxy.shut(false);
    await isWritable(store).toBe(true);
    await store.commit([put(keyOf("c"))]);
    expect((await take(watch, 1)).map(({ key }) => key.name)).toEqual(["c"]);
    expect(store.status().epoch).toBeGreaterThan(epoch);
  });

  it("opens as soon as the database answers", async () => {
    proxy.shut(true);
    const opening = open();
    await expect.poll(() => proxy.port).toBeGreaterThan(0);
    proxy.shut(false);
    expect((await opening).status().isWritable).toBe(true);
  });

  it("says so when the database cannot be reached at start", async () => {
    proxy.shut(true);
    await expect(open({ connectWithinMs: 0 })).rejects.toMatchObject({ reason: "Unavailable" });
  });
});

describe("two writers", () => {
  it("refuse the older one for good, and lose nothing of the newer", async () => {
    const older = await open();
    await older.commit([put(keyOf("a"), { by: "older" })]);
    const newer = await open();
    expect(newer.status().epoch).toBeGreaterThan(older.status().epoch);
    expect(await reasonOf(older.commit([put(keyOf("a"), { by: "older again" })]))).toBe("Unavailable");
    await newer.commit([put(keyOf("a"), { by: "newer" })]);
    await expect.poll(() => older.commit([]).catch((error) => error.message)).toMatch(/Another control plane/);
    expect(older.status().isWritable).toBe(false);
    expect((await direct.query("select value::json->'data'->>'by' as by from objects")).rows).toEqual([
      { by: "newer" },
    ]);
  });
});

describe("a statement that the database refuses", () => {
  it("fails those who asked, and nobody after them", async () => {
    const store = await open();
    await direct.query("alter table changes add constraint small check (length(value) < 2000)");
    const writes = [put(keyOf("a"), { v: "x".repeat(3_000) }), put(keyOf("b"))].map((each) => store.commit([each]));
    expect(await Promise.all(writes.map(reasonOf))).toEqual(["Unavailable", "Unavailable"]);
    const { revision } = await store.commit([put(keyOf("c"))]);
    expect(revision).toBe(1);
    expect((await store.list({})).items.map(({ metadata }) => metadata.name)).toEqual(["c"]);
  });
});
