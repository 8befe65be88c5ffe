import type pg from "pg";
import { backoffMs } from "@/server/lib/backoff";
import { type Clock, delay } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import type { Change, Operation } from "../store";
import type { WatchCache } from "../watchCache";
import { batchQuery } from "./batch";
import { connectWriter, discard, isRefusal } from "./connection";
import { Days } from "./days";
import { type Entry, type Flight, takeFlight } from "./flight";
import { type Head, type Known, moveHead, nextHead, type Takeover } from "./head";
import { loadSnapshot } from "./load";
import type { Mark } from "./mark";
import { refusals } from "./refusals";
import { Uncommitted } from "./uncommitted";

export interface WriterOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly cache: WatchCache;
  readonly mark?: Mark;
  /** How many of the latest changes are read at start. */
  readonly resumeChanges: number;
  /** A batch without an answer for so long is looked up on another connection. */
  readonly batchTimeoutMs: number;
  /** How long callers of a batch wait to learn its outcome. */
  readonly outcomeDeadlineMs: number;
}

type State = "away" | "writing" | "superseded" | "closed";

const mostWaiting = 20_000;
/** Longer than the lock of an orphaned batch may last; a server that hangs is left after it. */
const takeOverMs = 15_000;
const retry = { firstMs: 50, maxMs: 2_000 };

/**
 * The single writer. One batch is in flight while the next gathers; each is checked against everything accepted
 * before it. When an answer is lost it asks the locked head what became of the batch, under a new epoch, before it
 * takes another write: so no commit is lost, repeated or wrongly denied.
 */
export class Writer {
  readonly #options: WriterOptions;
  readonly #id: string;
  /** As committed, to our knowledge. */
  #head: Head;
  #client: pg.Client | undefined;
  #state: State = "away";
  readonly #uncommitted: Uncommitted;
  #waiting: Entry[] = [];
  #flight: Flight | undefined;
  #cancelDeadline: () => void = () => {};
  #mustLoad = true;
  readonly #days = new Days();
  #onIdle: (() => void) | undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#uncommitted = new Uncommitted(options.cache);
    this.#id = options.random.uuid();
    this.#head = { revision: 0, epoch: 0, writer: "", batch: "", incarnation: "", origin: "" };
  }

  get isWritable(): boolean {
    return this.#state === "writing";
  }

  get head(): Head {
    return this.#head;
  }

  /** Takes the store over and loads it. Rejects when the database cannot be used. */
  async open(): Promise<void> {
    await this.#takeOver();
  }

  async commit(operations: readonly Operation[]): Promise<{ revision: number; changes: readonly Change[] }> {
    this.#refuseUnlessWriting();
    const { changes, failure } = this.#uncommitted.accept(operations);
    const { revision } = this.#uncommitted;
    await new Promise<void>((resolve, reject) => {
      const settle = () => (failure === undefined ? resolve() : reject(failure));
      this.#waiting.push({ changes, resolve: settle, reject });
      // Those that come in the same turn share the first batch.
      if (this.#waiting.length === 1) queueMicrotask(() => this.#send());
    });
    return { revision, changes };
  }

  /** Ends after what was accepted is answered, or `withinMs` have passed. */
  async close(withinMs = 5_000): Promise<void> {
    if (this.#state === "writing" && (this.#flight || this.#waiting.length > 0)) {
      const idle = new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      await Promise.race([idle, delay(this.#options.clock, withinMs)]);
    }
    this.#state = "closed";
    this.#rejectWaiting(refusals.closed());
    for (const entry of this.#flight?.entries ?? []) entry.reject(refusals.unknown());
    this.#endFlight();
    this.remember();
    if (this.#client) discard(this.#client);
  }

  #refuseUnlessWriting(): void {
    if (this.#onIdle || this.#state === "closed") throw refusals.closed();
    if (this.#state === "superseded") throw refusals.superseded();
    if (this.#state === "away") throw refusals.away();
    if (this.#waiting.length >= mostWaiting) throw refusals.tooMany();
  }

  async #send(): Promise<void> {
    const client = this.#client;
    if (!client || this.#flight || this.#state !== "writing") return;
    if (this.#waiting.length === 0) {
      this.#onIdle?.();
      return;
    }
    const { clock, random } = this.#options;
    const flight = takeFlight(this.#waiting, random.uuid());
    this.#flight = flight;
    const cancelTimeout = clock.after(this.#options.batchTimeoutMs, () => this.#lose(client, new Error("no answer")));
    this.#cancelDeadline = clock.after(this.#options.outcomeDeadlineMs, () => {
      for (const entry of flight.entries) entry.reject(refusals.unknown());
    });
    try {
      const atMs = clock.now();
      await this.#days.ensure(client, atMs);
      const query = batchQuery(flight.changes, { head: this.#head, id: flight.id, atMs });
      const { rowCount } = await client.query({ ...query, values: [...query.values] });
      if (client !== this.#client) return;
      if (rowCount === 1) this.#land(flight);
      else this.#beMoved(client, flight);
    } catch (error) {
      if (client !== this.#client) return;
      if (isRefusal(error)) this.#refuse(flight, error);
      else this.#lose(client, error);
    } finally {
      cancelTimeout();
    }
    this.#send();
  }

  /** Committed: shown to watchers first, then acknowledged. */
  #land({ id, entries, changes }: Flight): void {
    this.#endFlight();
    this.#head = { ...this.#head, revision: this.#head.revision + changes.length, batch: id };
    this.#uncommitted.settle(changes);
    this.#options.cache.publish(changes);
    for (const entry of entries) entry.resolve();
  }

  /** The head is not where this writer left it, so that nothing was stored: looks who moved it. */
  #beMoved(client: pg.Client, flight: Flight): void {
    for (const entry of flight.entries) entry.reject(refusals.moved());
    this.#endFlight();
    this.#lose(client, new Error("the head was moved by another"));
  }

  /** Certainly not stored; what was checked against it cannot be either. */
  #refuse(flight: Flight, error: Error): void {
    this.#options.log.error({ error: error.message, changes: flight.changes.length }, "the database refused a batch");
    const refusal = refusals.refused(error);
    for (const entry of flight.entries) entry.reject(refusal);
    this.#rejectWaiting(refusal);
    this.#forgetUncommitted();
  }

  /** Its outcome is known. */
  #endFlight(): void {
    this.#flight = undefined;
    this.#cancelDeadline();
  }

  #forgetUncommitted(): void {
    this.#endFlight();
    this.#uncommitted.reset(this.#head.revision);
  }

  #rejectWaiting(error: Error): void {
    for (const entry of this.#waiting.splice(0)) entry.reject(error);
  }

  /** What was not sent is refused; what was sent stays open until the head was asked. */
  #lose(client: pg.Client, error: unknown): void {
    if (client !== this.#client || this.#state !== "writing") return;
    this.#options.log.warn({ error: messageOf(error) }, "the database went away; reads go on from memory");
    this.#state = "away";
    this.#client = undefined;
    discard(client);
    this.#rejectWaiting(refusals.away(error));
    void this.#comeBack();
  }

  async #comeBack(): Promise<void> {
    const { clock, log } = this.#options;
    for (let failures = 1; this.#state === "away"; failures++) {
      try {
        await this.#takeOver();
        if (this.isWritable) log.info({ epoch: this.#head.epoch }, "the database is back");
      } catch (error) {
        if (failures % 10 === 1) log.warn({ error: messageOf(error) }, "the database is still away");
        await delay(clock, backoffMs(failures, retry));
      }
    }
  }

  async #takeOver(): Promise<void> {
    const client = await connectWriter(this.#options.url, (lost, error) => this.#lose(lost, error));
    try {
      const takeover = await this.#moveHead(client);
      if (!takeover) return discard(client);
      this.#settle(takeover);
      if (this.#mustLoad) await this.#load(client, takeover);
      this.#days.clear();
      await this.#days.ensure(client, this.#options.clock.now());
    } catch (error) {
      discard(client);
      throw error;
    }
    if (this.#state === "closed") return discard(client);
    this.#client = client;
    this.#state = "writing";
    this.remember();
  }

  /** Undefined when another writer has taken the store over from this one. */
  async #moveHead(client: pg.Client): Promise<Takeover | undefined> {
    const cancel = this.#options.clock.after(takeOverMs, () => discard(client));
    let seen: Head | undefined;
    const takeover = await moveHead(client, (found, origin) => {
      seen = found;
      return this.#decide(found, origin);
    }).finally(cancel);
    if (!takeover) this.#beSuperseded(seen);
    return takeover;
  }

  #decide(found: Head, origin: string): Takeover | undefined {
    const mine = this.#head;
    const isFirst = mine.writer === "";
    if (!isFirst && found.epoch > mine.epoch && found.writer !== this.#id) return undefined;
    const possible = [mine.revision, mine.revision + (this.#flight?.changes.length ?? 0)];
    const known: Known | undefined = isFirst ? this.#options.mark?.read() : { ...mine, possible };
    return nextHead(found, { writer: this.#id, origin, freshId: this.#options.random.uuid() }, known);
  }

  /** The head has been moved: what became of the batch in flight is certain now. */
  #settle({ found, head, isNewLife }: Takeover): void {
    const flight = this.#flight;
    if (isNewLife) {
      this.#options.log.error({ found: found.revision, known: this.#head.revision }, "the database went backwards");
      this.#mustLoad = true;
      for (const entry of flight?.entries ?? []) entry.reject(refusals.unknown());
    } else if (flight && found.batch === flight.id) this.#land(flight);
    else for (const entry of flight?.entries ?? []) entry.reject(refusals.notStored());
    this.#head = head;
    this.#forgetUncommitted();
  }

  async #load(client: pg.Client, takeover: Takeover): Promise<void> {
    const { cache, resumeChanges } = this.#options;
    cache.reset(await loadSnapshot(client, takeover, resumeChanges));
    this.#mustLoad = false;
  }

  #beSuperseded(found: Head | undefined): void {
    this.#state = "superseded";
    this.#options.log.error({ epoch: this.#head.epoch }, "another control plane has taken over this database");
    if (this.#flight && found?.batch === this.#flight.id) this.#land(this.#flight);
    for (const entry of this.#flight?.entries ?? []) entry.reject(refusals.unknown());
    this.#forgetUncommitted();
  }

  /** Remembers outside of the database how far it is; called now and then. */
  remember(): void {
    if (this.#head.writer !== this.#id) return;
    try {
      this.#options.mark?.write(this.#head);
    } catch (error) {
      this.#options.log.warn({ error: messageOf(error) }, "the store's mark could not be written");
    }
  }
}
