import { readFileSync } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { migrate } from "@/server/database/migrate";
import { type RunningPostgres, startPostgres } from "@/server/database/postgres";
import { delay, systemClock } from "@/server/lib/clock";
import { type Log, silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { openPostgresStore } from "../postgresStore";
import type { Store } from "../store";
import { judge, type Verdict } from "./judge";
import { CountingWriter } from "./writers";

export interface PostgresKillOptions {
  readonly rounds: number;
  readonly writers: number;
  readonly log: Log;
}

export interface PostgresKillResult extends Verdict {
  readonly acknowledged: number;
  readonly refused: number;
  readonly unknown: number;
  /** From the kill until a write is acknowledged again, by round. */
  readonly awayMs: readonly number[];
  /** Of that, from the moment that Postgres takes connections again. */
  readonly readyMs: readonly number[];
}

const clock = systemClock;
const pollMs = 5;

/**
 * Kills Postgres (`kill -9`; every other round with all its processes) under concurrent writers that each count in an
 * object of their own, `rounds` times, and then reads in the database what became of every write.
 */
export async function postgresKill({ rounds, writers, log }: PostgresKillOptions): Promise<PostgresKillResult> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), "pilothouse-kill-"));
  await fs.chmod(dataDir, 0o711);
  const postgres = await startPostgres({ dataDir, log: silentLog });
  try {
    await migrate(postgres.url);
    const store = await openPostgresStore({ url: postgres.url, clock, random: systemRandom, log: silentLog });
    const seen = watchAll(store);
    const counting = Array.from({ length: writers }, (_, n) => new CountingWriter(store, `writer-${n}`));
    const times: { awayMs: number; readyMs: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      times.push(await killOnce(postgres, counting, round));
      log.info({ round: round + 1, ...times.at(-1) }, "Postgres was killed and is back");
    }
    await Promise.all(counting.map((writer) => writer.stop()));
    const { revision } = store.status();
    await waitUntil(() => seen.at(-1) === revision, 5_000);
    const verdict = await judge(postgres.url, counting, seen);
    await store.close();
    const sum = (count: (writer: CountingWriter) => number) => counting.reduce((all, each) => all + count(each), 0);
    return {
      ...verdict,
      acknowledged: sum((writer) => writer.acknowledged.length),
      refused: sum((writer) => writer.refused),
      unknown: sum((writer) => writer.unknown),
      awayMs: times.map(({ awayMs }) => Math.round(awayMs)),
      readyMs: times.map(({ readyMs }) => Math.round(readyMs)),
    };
  } finally {
    await postgres.stop();
    await fs.rm(dataDir, { recursive: true, force: true });
  }
}

async function killOnce(postgres: RunningPostgres, counting: readonly CountingWriter[], round: number) {
  for (const writer of counting) writer.start();
  await delay(clock, 100 + systemRandom.fraction() * 400);
  const { pid } = postgres;
  if (pid === undefined) throw new Error("Postgres is not there to be killed");
  const children = round % 2 === 1 ? childrenOf(pid) : [];
  const killedMs = clock.monotonicMs();
  for (const each of [pid, ...children]) kill(each);
  await waitUntil(() => postgres.pid !== undefined && postgres.pid !== pid, 30_000);
  const backMs = clock.monotonicMs();
  await waitUntil(() => counting.some((writer) => writer.lastAcknowledgedMs > killedMs + 100), 30_000);
  const readyAtMs = Math.min(
    ...counting.map((writer) => writer.lastAcknowledgedMs).filter((atMs) => atMs > killedMs + 100),
  );
  await Promise.all(counting.map((writer) => writer.stop()));
  return { awayMs: readyAtMs - killedMs, readyMs: Math.max(0, readyAtMs - backMs) };
}

function watchAll(store: Store): number[] {
  const seen: number[] = [];
  const read = async () => {
    for await (const batch of store.watch({}, 0)) for (const { revision } of batch) seen.push(revision);
  };
  read().catch(() => seen.push(Number.NaN));
  return seen;
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime.
  }
}

async function waitUntil(isTrue: () => boolean, withinMs: number): Promise<void> {
  const deadlineMs = clock.monotonicMs() + withinMs;
  while (!isTrue()) {
    if (clock.monotonicMs() > deadlineMs) throw new Error(`not within ${withinMs} ms: ${isTrue}`);
    await delay(clock, pollMs);
  }
}
