import type pg from "pg";
import { ClusterError } from "@/server/lib/errors";
import type { Change, Key, LoggedChange } from "../store";

const mostRows = 1_000;

interface Row {
  readonly revision: string;
  readonly type: Change["type"];
  readonly value: string;
  readonly at_ms: number;
}

/** What happened to one key, newest first. `Unavailable` while the database is away: history is not kept in memory. */
export async function readHistory(
  pool: pg.Pool,
  { resource, namespace, name }: Key,
  { limit = 100, before = Number.MAX_SAFE_INTEGER }: { readonly limit?: number; readonly before?: number },
): Promise<readonly LoggedChange[]> {
  try {
    const { rows } = await pool.query<Row>(
      `select revision, type, value, extract(epoch from at)::double precision * 1000 as at_ms from changes
       where resource = $1 and namespace = $2 and name = $3 and revision < $4 order by revision desc limit $5`,
      [resource, namespace, name, before, Math.min(limit, mostRows)],
    );
    return rows.map(({ revision, type, value, at_ms }) => {
      return { revision: Number(revision), type, object: JSON.parse(value), atMs: Math.round(at_ms) };
    });
  } catch (cause) {
    const says = "The database does not answer, so history cannot be read now. Try again in a few seconds.";
    throw new ClusterError("Unavailable", { says, retryAfterMs: 1_000, cause });
  }
}
