import type pg from "pg";

/** The one row that every batch moves. */
export interface Head {
  readonly revision: number;
  readonly epoch: number;
  /** Who the writer of this epoch is. */
  readonly writer: string;
  readonly batch: string;
  readonly incarnation: string;
  /** Which table this is to Postgres: a restored one was made anew. */
  readonly origin: string;
}

/** What a writer knew of the head before it looked. */
export interface Known {
  readonly revision: number;
  readonly epoch: number;
  readonly incarnation: string;
  /** For a writer that was never replaced: the only revisions that it can find. */
  readonly possible?: readonly number[];
}

/** Who takes over, and where. */
export interface Taker {
  readonly writer: string;
  /** What the table is to Postgres now. */
  readonly origin: string;
  /** For a life that begins now. */
  readonly freshId: string;
}

export interface Takeover {
  /** As it was found. */
  readonly found: Head;
  /** As it is now: a newer epoch, so that nothing that was sent before can land any more. */
  readonly head: Head;
  /** The database went backwards: nothing that was read before holds. */
  readonly isNewLife: boolean;
}

/** A new life begins this far above all revisions known, for some that were given out may not be. */
const lifeGap = 1_000_000;

const originOf = `(
  select concat_ws('/',
    case when has_function_privilege('pg_control_system()', 'execute') then (select system_identifier from pg_control_system()) end,
    (select oid from pg_database where datname = current_database()),
    'store_head'::regclass::oid)
)`;

/**
 * What the head becomes when a writer takes over. `known` is what this writer saw last, in this process or, by its
 * mark, in one before; a head of another incarnation says nothing about it.
 */
export function nextHead(found: Head, taker: Taker, known: Known | undefined): Takeover {
  const wasRestored = found.origin !== "" && found.origin !== taker.origin;
  const isNewLife = wasRestored || isBehind(found, known);
  const revision = isNewLife ? Math.max(found.revision, known?.revision ?? 0) + lifeGap : found.revision;
  const epoch = Math.max(found.epoch, known?.epoch ?? 0) + 1;
  const incarnation = isNewLife || found.incarnation === "" ? taker.freshId : found.incarnation;
  const { writer, origin } = taker;
  return { found, head: { revision, epoch, incarnation, writer, origin, batch: found.batch }, isNewLife };
}

function isBehind(found: Head, known: Known | undefined): boolean {
  const isSameLife = known?.incarnation === found.incarnation;
  if (known?.possible) return !isSameLife || !known.possible.includes(found.revision);
  if (!known || !isSameLife) return false;
  return found.revision < known.revision || found.epoch < known.epoch;
}

/**
 * Locks the head, lets `decide` say what becomes of it, and writes that. The lock waits out a batch whose writer is
 * gone, where a plain read would see the time before it. `decide` may answer undefined: then nothing is touched.
 */
export async function moveHead<T extends { readonly head: Head }>(
  client: pg.Client,
  decide: (found: Head, originNow: string) => T | undefined,
): Promise<T | undefined> {
  await client.query("begin");
  await client.query("set local lock_timeout = '10s'");
  await client.query(
    `insert into store_head (id, revision, epoch, writer, batch, incarnation, origin)
     values (1, 0, 0, '', '', '', '') on conflict do nothing`,
  );
  const { rows } = await client.query(`select *, ${originOf} as origin_now from store_head where id = 1 for update`);
  const [row] = rows;
  const revision = Number(row.revision);
  const epoch = Number(row.epoch);
  const decided = decide({ ...row, revision, epoch }, row.origin_now);
  if (decided) {
    const { head } = decided;
    await client.query(
      `update store_head set revision = $1, epoch = $2, writer = $3, incarnation = $4, origin = $5, batch = $6
       where id = 1`,
      [head.revision, head.epoch, head.writer, head.incarnation, head.origin, head.batch],
    );
  }
  await client.query(decided ? "commit" : "rollback");
  return decided;
}
