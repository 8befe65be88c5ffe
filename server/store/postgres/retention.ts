import type pg from "pg";
import { dayOf } from "./days";

/** How much of the change log is kept. */
export interface Retention {
  readonly keepDays: number;
  readonly maxBytes: number;
  /** Status churn older than this is thinned to one change an hour for each object. */
  readonly thinAfterMs: number;
}

export const defaultRetention: Retention = { keepDays: 14, maxBytes: 1024 ** 3, thinAfterMs: 3_600_000 };

/** Never thinned, so that a restarted store can show them all. */
const untouchedChanges = 10_000;

export interface Partition {
  readonly name: string;
  /** Days since 1970, UTC. */
  readonly day: number;
  readonly bytes: number;
}

/** The partitions that are too old, and then the oldest until the rest is small enough; never today's. */
export function partitionsToDrop(partitions: readonly Partition[], today: number, keep: Retention): Partition[] {
  const newestFirst = [...partitions].sort((a, b) => b.day - a.day);
  let bytes = 0;
  return newestFirst.filter((partition) => {
    bytes += partition.bytes;
    return partition.day < today && (partition.day <= today - keep.keepDays || bytes > keep.maxBytes);
  });
}

/** Thins, then drops what is beyond the bounds. Returns the names of the dropped partitions. */
export async function maintain(pool: pg.Pool, nowMs: number, keep: Retention): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query("set lock_timeout = '2s'");
    for (const partition of await listPartitions(client)) await thin(client, partition, nowMs - keep.thinAfterMs);
    const dropped = partitionsToDrop(await listPartitions(client), dayOf(nowMs), keep);
    for (const { name } of dropped) await client.query(`drop table ${name}`);
    await shrinkToday(client, nowMs, keep);
    return dropped.map(({ name }) => name);
  } finally {
    client.release();
  }
}

async function listPartitions(client: pg.PoolClient): Promise<Partition[]> {
  const { rows } = await client.query<{ name: string; bytes: string }>(
    `select inhrelid::regclass::text as name, pg_total_relation_size(inhrelid) as bytes
     from pg_inherits where inhparent = 'changes'::regclass`,
  );
  return rows.flatMap(({ name, bytes }) => {
    const [, year, month, day] = /changes_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
    return year ? [{ name, day: dayOf(Date.parse(`${year}-${month}-${day}T00:00:00Z`)), bytes: Number(bytes) }] : [];
  });
}

/** Keeps the last of each object's status changes in every hour, and all others. */
async function thin(client: pg.PoolClient, { name }: Partition, beforeMs: number): Promise<void> {
  await client.query(
    `delete from ${name} using (
       select revision, lead(revision) over (
         partition by resource, namespace, name, date_trunc('hour', at) order by revision
       ) as next
       from ${name}
       where is_churn and at < to_timestamp($1::double precision / 1000)
         and revision <= (select revision from store_head) - ${untouchedChanges}
     ) as ranked
     where ${name}.revision = ranked.revision and ranked.next is not null`,
    [beforeMs],
  );
}

/** What a row takes beside its value: its head and its key, and its place in two indexes; about. */
const rowBytes = 250;

/**
 * A single day that is too large alone loses its older half. Its file stays as large, for what comes to use the room
 * again, so what counts is what is in it: else each run would take another half.
 */
async function shrinkToday(client: pg.PoolClient, nowMs: number, keep: Retention): Promise<void> {
  const today = (await listPartitions(client)).find(({ day }) => day === dayOf(nowMs));
  if (!today || today.bytes <= keep.maxBytes) return;
  const { rows } = await client.query<{ bytes: string | null; middle: string | null }>(
    `select sum(pg_column_size(value) + ${rowBytes}) as bytes, (min(revision) + max(revision)) / 2 as middle
     from ${today.name}`,
  );
  if (Number(rows[0]?.bytes) <= keep.maxBytes) return;
  const { rowCount } = await client.query(
    `delete from ${today.name} where revision < least($1, (select revision from store_head) - ${untouchedChanges})`,
    [rows[0]?.middle ?? 0],
  );
  // Only what is vacuumed can be used again.
  if (rowCount) await client.query(`vacuum ${today.name}`);
}
