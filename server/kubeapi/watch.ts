import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { WatchEvent, WatchOptions } from "@/server/cluster/cluster";
import { toStatus } from "@/server/cluster/status";
import { delay } from "@/server/lib/clock";
import { ClusterError, isReason } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";
import { closing } from "./closing";
import { type Exchange, kindName } from "./exchange";
import { jsonOf } from "./jsonCache";
import { isSet, selectorsOf, wholeNumber } from "./options";
import { viewOf } from "./show";
import { EventView } from "./view";

/** How long an engine may take to refuse a watch before its answer begins without knowing. */
const refusalMs = 250;

/**
 * A watch as chunked JSON lines. Before the first event a refusal is an ordinary error; afterwards, and always for a
 * resourceVersion that is too old, it is a last event of type ERROR with the Status in it.
 */
export async function watch(exchange: Exchange): Promise<void> {
  const { query, response, clock } = exchange;
  const signal = closing(response);
  const lines = new LineWriter(response, exchange);
  const seconds = wholeNumber(query, "timeoutSeconds");
  const over = new AbortController();
  const cancel = seconds ? clock.after(seconds * 1000, () => over.abort()) : () => {};
  const stop = AbortSignal.any([signal, over.signal]);
  try {
    const events = exchange.cluster.watch(kindName(exchange), { ...watchOptions(exchange), signal: stop });
    const source = events[Symbol.asyncIterator]();
    let next = source.next();
    await Promise.race([next.catch(refuse), delay(clock, refusalMs, stop)]);
    lines.begin();
    for (;;) {
      const { done, value } = await next;
      if (done || stop.aborted) break;
      next = source.next();
      next.catch(() => {});
      await lines.write(value, signal);
    }
  } catch (error) {
    if (error instanceof Refused) throw error.cause;
    if (!signal.aborted) lines.fail(error);
  } finally {
    cancel();
    over.abort();
  }
  response.end();
}

/** Whoever asks from too old a point is told so by an event, as clients expect; all else is told at once. */
function refuse(error: unknown): void {
  if (!isReason(error, "Expired")) throw new Refused("refused", { cause: error });
}
class Refused extends Error {}

function watchOptions({ query, path }: Exchange): WatchOptions {
  const version = query.get("resourceVersion") ?? "";
  const wantsInitial = isSet(query, "sendInitialEvents");
  if (wantsInitial && query.get("resourceVersionMatch") !== "NotOlderThan")
    throw new ClusterError("BadRequest", {
      says: "sendInitialEvents: Forbidden: resourceVersionMatch must be NotOlderThan for sendInitialEvents",
    });
  const fromNow = version === "" || version === "0" || wantsInitial;
  return {
    ...selectorsOf(query),
    ...(path.namespace && { namespace: path.namespace }),
    ...(!fromNow && { since: version }),
  };
}

class LineWriter {
  readonly #response: ServerResponse;
  readonly #view: EventView;
  readonly #sendsBookmarks: boolean;
  /** The bookmark that ends the state at the start is marked, for whoever asked to have it so. */
  #marksNext: boolean;

  constructor(response: ServerResponse, exchange: Exchange) {
    const { query } = exchange;
    this.#response = response;
    this.#view = new EventView(() => viewOf(exchange));
    this.#marksNext = isSet(query, "sendInitialEvents");
    this.#sendsBookmarks = isSet(query, "allowWatchBookmarks") || this.#marksNext;
  }

  begin(): void {
    if (this.#response.headersSent || this.#response.destroyed) return;
    this.#response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
    this.#response.flushHeaders();
  }

  /** Waits while the reader is behind: the engine drops a watcher that stays so for too long, and says from where to resume. */
  async write(batch: readonly WatchEvent<KubeObject>[], signal: AbortSignal): Promise<void> {
    let text = "";
    for (const event of batch) {
      if (event.type !== "BOOKMARK") text += `{"type":"${event.type}","object":${this.#json(event.object)}}\n`;
      else if (this.#sendsBookmarks) text += `${JSON.stringify(this.#bookmark(event.resourceVersion))}\n`;
    }
    if (text !== "" && !this.#response.write(text)) await once(this.#response, "drain", { signal }).catch(() => {});
  }

  /** An object as it is has one text for all who are told of it; in any other shape it is each client's own. */
  #json(object: KubeObject): string {
    const shown = this.#view.of(object);
    return shown ? JSON.stringify(shown) : jsonOf(object);
  }

  fail(error: unknown): void {
    this.begin();
    if (!this.#response.destroyed)
      this.#response.write(`${JSON.stringify({ type: "ERROR", object: toStatus(error) })}\n`);
  }

  #bookmark(resourceVersion: string): object {
    const annotations = this.#marksNext ? { annotations: { "k8s.io/initial-events-end": "true" } } : {};
    this.#marksNext = false;
    return { type: "BOOKMARK", object: this.#view.bookmark({ resourceVersion, ...annotations }) };
  }
}
