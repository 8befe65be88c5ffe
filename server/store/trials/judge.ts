import pg from "pg";
import type { CountingWriter } from "./writers";

export interface Verdict {
  /** Each broken promise in a sentence; empty when all held. */
  readonly violations: readonly string[];
}

interface Logged {
  readonly revision: number;
  readonly name: string;
  readonly count: number;
}

/** Reads the database itself: no acknowledged write is missing, none was applied twice, and watchers saw every one. */
export async function judge(
  url: string,
  writers: readonly CountingWriter[],
  seen: readonly number[],
): Promise<Verdict> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const count = "(value::json->'data'->>'count')::int as count";
    const changes = await client.query(`select revision, name, ${count} from changes order by revision`);
    const objects = await client.query(`select revision, name, ${count} from objects`);
    const log = changes.rows.map((row) => ({ ...row, revision: Number(row.revision) }) as Logged);
    const now = new Map(objects.rows.map((row) => [row.name, row.count]));
    return { violations: [...judgeSequence(log, seen), ...writers.flatMap((each) => judgeWriter(each, log, now))] };
  } finally {
    await client.end();
  }
}

function judgeSequence(log: readonly Logged[], seen: readonly number[]): string[] {
  const hasGap = log.some(({ revision }, index) => revision !== index + 1);
  const isSeen = seen.length === log.length && seen.every((revision, index) => revision === index + 1);
  return [
    ...(hasGap ? ["the revisions in the log have a gap or a repetition"] : []),
    ...(isSeen ? [] : [`a watcher saw ${seen.length} changes of ${log.length}, or not in order`]),
  ];
}

function judgeWriter(writer: CountingWriter, log: readonly Logged[], now: ReadonlyMap<string, number>): string[] {
  const mine = log.filter(({ name }) => name === writer.name);
  const revisions = new Map(mine.map(({ count, revision }) => [count, revision]));
  const lost = writer.acknowledged.filter(({ count, revision }) => revisions.get(count) !== revision);
  const isCounted = mine.every(({ count }, index) => count === index + 1);
  const isCurrent = (now.get(writer.name) ?? 0) === mine.length;
  const unasked = mine.length - writer.acknowledged.length - writer.unknown;
  return [
    ...lost.map(({ count }) => `${writer.name}: ${count} was acknowledged and is not in the log`),
    ...(isCounted ? [] : [`${writer.name}: a write was applied twice or left out`]),
    ...(isCurrent ? [] : [`${writer.name}: the object is not what the log ends with`]),
    ...(unasked > 0 ? [`${writer.name}: ${unasked} writes landed that were refused`] : []),
  ];
}
