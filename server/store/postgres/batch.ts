import { keyText } from "../key";
import type { Change } from "../store";
import { isChurn } from "./churn";
import type { Head } from "./head";

/** Between texts sent as one: JSON and keys hold no control characters, and a join is cheaper than array quoting. */
const separator = "\u001e";
const texts = (parameter: string) => `string_to_array(${parameter}, E'\\x1e')`;

/**
 * One statement for a whole batch. It moves the head from exactly where this writer left it, or changes nothing at
 * all: then it answers no row. Of several changes to one key all are logged, and the last becomes the object.
 */
const statement = `
with moved as (
  update store_head set revision = $1, batch = $2
  where id = 1 and revision = $3 and epoch = $4 and incarnation = $5
  returning 1
), rows as materialized (
  select type, resource, coalesce(namespace, '') as namespace, name, value, is_churn, is_last, $3 + n as revision
  from unnest(${["$7", "$8", "$9", "$10", "$11"].map(texts).join(", ")}, $12::boolean[], $13::boolean[])
    with ordinality as given (type, resource, namespace, name, value, is_churn, is_last, n), moved
), logged as (
  insert into changes (revision, at, type, resource, namespace, name, is_churn, value)
  select revision, to_timestamp($6::double precision / 1000), type, resource, namespace, name, is_churn, value from rows
), removed as (
  delete from objects using rows
  where rows.is_last and rows.type = 'DELETED' and objects.resource = rows.resource
    and objects.namespace = rows.namespace and objects.name = rows.name
), stored as (
  insert into objects (resource, namespace, name, revision, value)
  select resource, namespace, name, revision, value from rows where is_last and type <> 'DELETED'
  on conflict (resource, namespace, name) do update set revision = excluded.revision, value = excluded.value
)
select 1 from moved`;

export interface BatchQuery {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** `changes` are those from `head.revision + 1` on, without a gap; `id` names the batch for whoever lost its answer. */
export function batchQuery(
  changes: readonly Change[],
  { head, id, atMs }: { readonly head: Head; readonly id: string; readonly atMs: number },
): BatchQuery {
  const last = new Map(changes.map((change, index) => [keyText(change.key), index]));
  const joined = (text: (change: Change) => string) => changes.map(text).join(separator);
  const { revision, epoch, incarnation } = head;
  return {
    name: "store-batch",
    text: statement,
    values: [
      revision + changes.length,
      id,
      revision,
      epoch,
      incarnation,
      atMs,
      joined(({ type }) => type),
      joined(({ key }) => key.resource),
      joined(({ key }) => key.namespace),
      joined(({ key }) => key.name),
      joined((change) => change.json()),
      changes.map(isChurn),
      changes.map((change, index) => last.get(keyText(change.key)) === index),
    ],
  };
}
