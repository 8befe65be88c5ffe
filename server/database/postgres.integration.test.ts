import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Log, silentLog } from "@/server/lib/log";
import { identityOf } from "@/server/lib/processIdentity";
import { type RunningPostgres, startPostgres, stopPostgres } from "./postgres";

let dataDir: string;
let running: RunningPostgres[];

beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "pilothouse-pg-"));
  fs.chmodSync(dataDir, 0o711);
  running = [];
});

afterEach(async () => {
  for (const each of running) each.release();
  await stopPostgres({ dataDir });
  fs.rmSync(dataDir, { recursive: true, force: true });
});

async function start(log = silentLog): Promise<RunningPostgres> {
  const postgres = await startPostgres({ dataDir, log });
  running.push(postgres);
  return postgres;
}

function isListening(server: net.Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    server.once("error", () => resolve(false)).once("listening", () => resolve(true));
    server.listen(port, "127.0.0.1");
  });
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
  }
}

describe("startPostgres", () => {
  it("adopts the one that a supervisor left running, and keeps port, password and data over a stop", async () => {
    const first = await start();
    await ask(first.url, "create table kept as select 7 as n");
    first.release();
    const second = await start();
    expect(second).toMatchObject({ pid: first.pid, url: first.url, wasAdopted: true });
    await second.stop();
    expect(second.pid).toBeUndefined();
    const third = await start();
    expect(third).toMatchObject({ url: first.url, wasAdopted: false });
    expect(await ask(third.url, "select n from kept")).toEqual([7]);
  });

  it("adopts one whose record was lost", async () => {
    const first = await start();
    first.release();
    fs.rmSync(path.join(dataDir, "pg/process.json"));
    expect(await start()).toMatchObject({ pid: first.pid, wasAdopted: true });
  });

  it("starts it again at the same address when it was killed", async () => {
    const postgres = await start();
    await ask(postgres.url, "create table kept as select 7 as n");
    const killed = postgres.pid ?? 0;
    process.kill(killed, "SIGKILL");
    await expect.poll(() => ask(postgres.url, "select n from kept").catch(() => []), { timeout: 10_000 }).toEqual([7]);
    expect(postgres.pid).not.toBe(killed);
  });

  it("comes back at no other port when a stranger takes its own, but waits for it", async () => {
    let failures = 0;
    const log: Log = { ...silentLog, error: () => void failures++ };
    const postgres = await start(log);
    const { url, port } = postgres;
    process.kill(postgres.pid ?? 0, "SIGKILL");
    const stranger = net.createServer();
    await expect.poll(() => isListening(stranger, port), { timeout: 5_000, interval: 1 }).toBe(true);
    await expect.poll(() => failures > 0 || postgres.port !== port, { timeout: 15_000 }).toBe(true);
    stranger.close();
    await expect.poll(() => ask(url, "select 1").catch(() => []), { timeout: 15_000 }).toEqual([1]);
    expect(postgres.url).toBe(url);
  });

  it("starts although the PID in a stale file lives on as a stranger", async () => {
    await (await start()).stop();
    const stale = [process.pid, path.join(dataDir, "pg/data"), 0, 5432, "", "127.0.0.1", "", "ready"].join("\n");
    fs.writeFileSync(path.join(dataDir, "pg/data/postmaster.pid"), stale);
    const postgres = await start();
    expect(postgres.pid).not.toBe(process.pid);
    expect(identityOf(process.pid)).toBeDefined();
    expect(await ask(postgres.url, "select 1")).toEqual([1]);
  });

  it("begins anew when it was cut off while the database was made", async () => {
    fs.mkdirSync(path.join(dataDir, "pg/data.new/base"), { recursive: true });
    const postgres = await start();
    expect(await ask(postgres.url, "select current_database()")).toEqual(["pilothouse"]);
  });

  it.runIf(process.getuid?.() === 0)("runs as another user where root's folders are closed to that user", async () => {
    fs.chmodSync(dataDir, 0o700);
    const postgres = await start();
    expect(await ask(postgres.url, "select 1")).toEqual([1]);
    await postgres.stop();
    const home = fs.readFileSync(path.join(dataDir, "pg/moved"), "utf8");
    fs.rmSync(`/var/lib/pilothouse/pg-${home}`, { recursive: true });
  });
});
