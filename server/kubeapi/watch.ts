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
import { type WatchStart, watchStart } from "./listQuery";
import { integerIn, isSet, selectorsOf } from "./options";
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
  const start = watchStart(query);
  const lines = new LineWriter(exchange, start);
  const seconds = Math.max(0, integerIn(query, "timeoutSeconds") ?? 0);
  const over = new AbortController();
  let isLate = false;
  const end = () => {
    isLate = true;
    over.abort();
  };
  const cancel = seconds ? clock.after(seconds * 1000, end) : () => {};
  const stop = AbortSignal.any([signal, over.signal]);
  try {
    const events = exchange.cluster.watch(kindName(exchange), { ...watchOptions(exchange, start), signal: stop });
    const source = events[Symbol.asyncIterator]();
    let next = source.next();
    await Promise.race([next.catch(refuse), delay(clock, refusalMs, stop)]);
    lines.begin();
    for (;;) {
      const { done, value } = await next;
      if (done || stop.aborted) break;
      next = source.next();
      next.catch(() => {});
      await lines.write(value, stop);
    }
  } catch (error) {
    if (error instanceof Refused) throw error.cause;
    if (!signal.aborted) lines.fail(error);
  } finally {
    cancel();
    over.abort();
  }
  // One that is still behind when its time is over would stay for as long as it reads nothing: it resumes by itself.
  if (isLate && response.writableNeedDrain) response.destroy();
  else response.end();
}

/** Whoever asks from too old a point is told so by an event, as clients expect; all else is told at once. */
function refuse(error: unknown): void {
  if (!isReason(error, "Expired")) throw new Refused("refused", { cause: error });
}
class Refused extends Error {}

function watchOptions({ query, path }: Exchange, { since }: WatchStart): WatchOptions {
  return { ...selectorsOf(query), ...(path.namespace && { namespace: path.namespace }), ...(since && { since }) };
}

function tooLarge(asked: string, current: string): ClusterError {
  const says = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  return new ClusterError("Timeout", { says, retryAfterMs: 1_000 });
}

class LineWriter {
  readonly #response: ServerResponse;
  readonly #view: EventView;
  readonly #sendsBookmarks: boolean;
  readonly #start: WatchStart;
  /** Until the first bookmark what comes is the state at the start. */
  #isState: boolean;
  /** The state is held back until it is known to include what was asked for. */
  #held = "";

  constructor(exchange: Exchange, start: WatchStart) {
    const { query, response } = exchange;
    this.#response = response;
    this.#start = start;
    this.#isState = start.since === undefined;
    this.#view = new EventView(() => viewOf(exchange));
    this.#sendsBookmarks = isSet(query, "allowWatchBookmarks");
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
      if (event.type === "BOOKMARK") text += this.#bookmark(event.resourceVersion);
      else if (!this.#isState || this.#start.sendsState)
        text += `{"type":"${event.type}","object":${this.#json(event.object)}}\n`;
    }
    if (this.#isState && this.#start.atLeast !== undefined) {
      this.#held += text;
      return;
    }
    text = `${this.#held}${text}`;
    this.#held = "";
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

  /** The one that ends the state is marked, for whoever asked to have it so. */
  #bookmark(resourceVersion: string): string {
    const { marksState, atLeast = "0" } = this.#start;
    const marks = this.#isState && marksState;
    if (this.#isState && Number(resourceVersion) < Number(atLeast)) throw tooLarge(atLeast, resourceVersion);
    this.#isState = false;
    if (!this.#sendsBookmarks) return "";
    const annotations = marks && { annotations: { "k8s.io/initial-events-end": "true" } };
    const object = this.#view.bookmark({ resourceVersion, ...annotations });
    return `${JSON.stringify({ type: "BOOKMARK", object })}\n`;
  }
}
