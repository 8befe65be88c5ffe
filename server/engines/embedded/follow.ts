import { setImmediate as nextTurn } from "node:timers/promises";
import type { WatchEvent, WatchOptions } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { groupResource, type KindDefinition, qualifiedKind } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import type { Scope, Watch } from "@/server/store/store";
import { type Engine, parseRevision, storeOf } from "./engine";
import { Reader } from "./reader";
import { selection } from "./select";
import { type Seen, shown, shownChanges } from "./shown";

type Event = WatchEvent<KubeObject>;
type Matches = ((object: KubeObject) => boolean) | undefined;

/** How often a watcher to whom nothing happens hears how far it has come. */
export const bookmarkMs = 5_000;
/** Objects in one batch of the state at the start. */
const batchSize = 500;

/**
 * A watch of stored objects (Secrets sealed). A BOOKMARK says at the start that everything so far was delivered, and
 * again every few seconds when only others' changes went by, so that a resume point never grows old in silence.
 */
export async function* follow(
  engine: Engine,
  kind: KindDefinition,
  options: WatchOptions,
): AsyncGenerator<readonly Event[], void, undefined> {
  const { matches, name } = selection(kind, options);
  const scope: Scope = {
    resource: groupResource(kind),
    ...(kind.isNamespaced && options.namespace ? { namespace: options.namespace } : {}),
    ...(name && { name }),
  };
  const store = storeOf(engine, kind);
  let since: number;
  if (options.since === undefined) {
    const { items: stored, revision } = await store.list(scope);
    const items = await shown(kind, stored);
    yield* initial(matches ? items.filter(matches) : items);
    since = revision;
    yield [bookmark(revision)];
  } else {
    since = parseRevision(options.since);
  }
  if (options.signal?.aborted) return;
  const watch = store.watch(scope, since);
  const close = () => watch.close();
  options.signal?.addEventListener("abort", close);
  const stop = kind.custom ? untilReplaced(engine, kind, close) : () => {};
  try {
    const saidRevision = options.since === undefined ? since : -1;
    yield* changes(watch, { clock: engine.clock, kind, matches, saidRevision });
  } finally {
    stop();
    options.signal?.removeEventListener("abort", close);
    watch.close();
  }
}

function* initial(items: readonly KubeObject[]): Generator<readonly Event[]> {
  for (let start = 0; start < items.length; start += batchSize)
    yield items
      .slice(start, start + batchSize)
      .map((object) => ({ type: "ADDED", object, resourceVersion: object.metadata.resourceVersion }));
}

function bookmark(revision: number): Event {
  return { type: "BOOKMARK", resourceVersion: String(revision) };
}

/** A custom kind that is another by now is watched anew: what it shows may look different. */
function untilReplaced(engine: Engine, kind: KindDefinition, close: () => void): () => void {
  return engine.kinds.onChange(() => {
    if (engine.registry.byKind(qualifiedKind(kind)) !== kind) close();
  });
}

interface Following {
  readonly clock: Clock;
  readonly kind: KindDefinition;
  readonly matches: Matches;
  /** The last revision that the reader was told of. */
  readonly saidRevision: number;
}

async function* changes(watch: Watch, { clock, kind, matches, saidRevision }: Following) {
  const reader = new Reader(watch);
  const stop = clock.every(bookmarkMs, () => reader.look());
  let said = saidRevision;
  try {
    if (saidRevision < 0) await nextTurn().then(() => reader.look());
    for (;;) {
      const { batch, seen } = await reader.next();
      if (batch === undefined) {
        if (seen === undefined) return;
        if (seen > said) yield [bookmark(seen)];
        said = Math.max(said, seen);
        continue;
      }
      const events = (await shownChanges(kind, batch)).flatMap((change) => toEvent(change, matches));
      if (events.length > 0) {
        said = batch.at(-1)?.revision ?? said;
        yield events;
      }
    }
  } finally {
    stop();
  }
}

/**
 * A change as it looks through the selectors, as in Kubernetes: what comes to match is ADDED, what no longer matches is
 * DELETED (in the state it had while it did).
 */
function toEvent({ type, object, previous, revision }: Seen, matches: Matches): Event[] {
  const resourceVersion = String(revision);
  if (!matches) return [{ type, object, resourceVersion }];
  const is = type !== "DELETED" && matches(object);
  const was = previous !== undefined && matches(previous);
  if (is) return [{ type: was ? "MODIFIED" : "ADDED", object, resourceVersion }];
  if (!was) return [];
  if (type === "DELETED") return [{ type, object, resourceVersion }];
  const last = { ...previous, metadata: { ...previous.metadata, resourceVersion } };
  return [{ type: "DELETED", object: last, resourceVersion }];
}
