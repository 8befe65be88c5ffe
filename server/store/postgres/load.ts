import type pg from "pg";
import type { KubeObject } from "@/server/objects/types";
import { StoredChange } from "../change";
import { keyText } from "../key";
import type { Change, Key } from "../store";
import type { Snapshot } from "../watchCache";
import type { Takeover } from "./head";

const pageRows = 2_000;

interface Row extends Key {
  readonly revision: string;
  readonly type: Change["type"];
  readonly value: string;
}

/**
 * All objects, page by page, and the latest changes without a gap, so that whoever watched before this process began
 * can resume. Only the writer that has taken over may load: nothing changes meanwhile.
 */
export async function loadSnapshot(
  client: pg.Client,
  { head, isNewLife }: Takeover,
  mostRecent: number,
): Promise<Snapshot> {
  const objects = await loadObjects(client);
  const recent = isNewLife ? [] : await loadRecent(client, head.revision, mostRecent);
  return { revision: head.revision, objects, recent };
}

async function loadObjects(client: pg.Client): Promise<{ key: Key; object: KubeObject }[]> {
  const objects: { key: Key; object: KubeObject }[] = [];
  let after: readonly string[] = ["", "", ""];
  for (;;) {
    const { rows } = await client.query<Row>(
      `select resource, namespace, name, value from objects where (resource, namespace, name) > ($1, $2, $3)
       order by resource, namespace, name limit ${pageRows}`,
      [...after],
    );
    for (const row of rows) objects.push({ key: keyOf(row), object: JSON.parse(row.value) });
    const last = rows.at(-1);
    if (!last || rows.length < pageRows) return objects;
    after = [last.resource, last.namespace, last.name];
  }
}

async function loadRecent(client: pg.Client, revision: number, most: number): Promise<Change[]> {
  const { rows } = await client.query<Row>(
    `select revision, type, resource, namespace, name, value from changes where revision > $1 and revision <= $2
     order by revision`,
    [revision - most, revision],
  );
  const unbroken = rows.slice(
    afterLastGap(
      rows.map((row) => Number(row.revision)),
      revision,
    ),
  );
  return withPrevious(unbroken, await statesBefore(client, unbroken));
}

/** The index from which the revisions run on without a gap up to `end`; past the last one when they do not reach it. */
export function afterLastGap(revisions: readonly number[], end: number): number {
  let start = revisions.length;
  for (let expected = end; start > 0 && revisions[start - 1] === expected; expected--) start--;
  return start;
}

/** For each key whose first change here is not its creation: what it was before, by key. */
async function statesBefore(client: pg.Client, rows: readonly Row[]): Promise<Map<string, KubeObject>> {
  const first = new Map<string, Row>();
  for (const row of rows) if (!first.has(keyText(row))) first.set(keyText(row), row);
  const asked = [...first.values()].filter((row) => row.type !== "ADDED");
  const found = await client.query<Row>(
    `select asked.resource, asked.namespace, asked.name, earlier.value
     from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) as asked (resource, namespace, name, revision)
     cross join lateral (
       select type, value from changes
       where resource = asked.resource and namespace = asked.namespace and name = asked.name
         and revision < asked.revision
       order by revision desc limit 1
     ) as earlier where earlier.type <> 'DELETED'`,
    [
      asked.map((row) => row.resource),
      asked.map((row) => row.namespace),
      asked.map((row) => row.name),
      asked.map((row) => row.revision),
    ],
  );
  return new Map(found.rows.map((row) => [keyText(row), JSON.parse(row.value)]));
}

/** The rows as changes; one whose earlier state is no longer known cannot be shown, so the run begins after it. */
function withPrevious(rows: readonly Row[], states: Map<string, KubeObject>): Change[] {
  let changes: Change[] = [];
  for (const row of rows) {
    const key = keyOf(row);
    const object: KubeObject = JSON.parse(row.value);
    const previous = states.get(keyText(key));
    const fields = { revision: Number(row.revision), type: row.type, key, object };
    if (row.type === "ADDED") changes.push(new StoredChange(fields));
    else if (previous) changes.push(new StoredChange({ ...fields, previous }));
    else changes = [];
    if (row.type === "DELETED") states.delete(keyText(key));
    else states.set(keyText(key), object);
  }
  return changes;
}

function keyOf({ resource, namespace, name }: Key): Key {
  return { resource, namespace, name };
}
