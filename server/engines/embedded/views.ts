import type { List, ListOptions, ReadOptions, WatchEvent, WatchOptions } from "@/server/cluster/cluster";
import type { Subject } from "@/server/cluster/subject";
import type { KubeObject } from "@/server/objects/types";
import { type Engine, keyOf } from "./engine";
import { follow } from "./follow";
import { type Asked, audited, authorise, decide, mustSee } from "./guard";
import { measured, measuredOne } from "./measured";
import { read, readMany } from "./reads";
import { isSecret, masked } from "./secrets";

export interface Who {
  readonly engine: Engine;
  readonly subject: Subject;
}

type Open = (object: KubeObject) => KubeObject;

export async function get(
  who: Who,
  asked: Asked & { readonly name: string },
  options: ReadOptions,
): Promise<KubeObject> {
  const { kind, namespace, name } = asked;
  return audit(who, asked, options, async () => {
    const decision = await authorise(who.engine, who.subject, asked);
    if (kind.storage === "measured") return measuredOne(who, asked);
    const stored = await read(who.engine, { kind, key: keyOf(kind, { namespace, name }) }, options);
    mustSee(decision, stored, { subject: who.subject, asked });
    return (await opener(who, asked, options))(stored);
  });
}

export function list(who: Who, asked: Asked, options: ListOptions): Promise<List<KubeObject>> {
  return audit(who, asked, options, async () => {
    await authorise(who.engine, who.subject, asked);
    if (asked.kind.storage === "measured") return measured(who, asked.kind, options);
    const page = await readMany(who.engine, asked.kind, options);
    return isSecret(asked.kind) ? { ...page, items: page.items.map(await opener(who, asked, options)) } : page;
  });
}

export async function* watch(
  who: Who,
  asked: Asked,
  options: WatchOptions,
): AsyncGenerator<readonly WatchEvent<KubeObject>[], void, undefined> {
  await audit(who, asked, options, () => authorise(who.engine, who.subject, asked));
  const events = follow(who.engine, asked.kind, options);
  if (!isSecret(asked.kind)) {
    yield* events;
    return;
  }
  const open = await opener(who, asked, options);
  for await (const batch of events)
    yield batch.map((event) => (event.type === "BOOKMARK" ? event : { ...event, object: open(event.object) }));
}

/**
 * How a stored object is shown. Values of Secrets are for those who may get that Secret: whoever may only list, and
 * whoever asked for no values, sees the names of their keys.
 */
async function opener({ engine, subject }: Who, asked: Asked, { masked: isMasked }: ReadOptions): Promise<Open> {
  const { kind } = asked;
  if (!isSecret(kind)) return (object) => object;
  if (isMasked) return masked;
  const mayGet = asked.verb === "get" || (await decide(engine, subject, { ...asked, verb: "get" })).isAllowed;
  return mayGet ? (object) => engine.secrets.open(kind, object) : masked;
}

/** Whoever reads the value of a Secret leaves an entry, as whoever changes something does. */
function audit<T>(who: Who, asked: Asked, { masked: isMasked }: ReadOptions, read: () => Promise<T>): Promise<T> {
  const { kind, verb, namespace, name = "" } = asked;
  if (!isSecret(kind) || isMasked) return read();
  return audited(who, { kind, verb, namespace, name }, async () => ({ result: await read() }));
}
