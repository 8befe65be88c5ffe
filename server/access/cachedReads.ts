import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import { type Expiring, SessionCache } from "./sessionCache";

export interface CachedReadsOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** For the log: "session". */
  readonly what: string;
}

/** So long an answer may wait for the database, before what is known stands. */
const patienceMs = 2_000;

/** Who somebody is, read from the database at most every 5 s; while it is away, what was known stands. */
export class CachedReads<T extends Expiring> {
  readonly #options: CachedReadsOptions;
  readonly #cache: SessionCache<T>;
  readonly #reads = new Map<string, Promise<T | undefined>>();

  constructor(options: CachedReadsOptions) {
    this.#options = options;
    this.#cache = new SessionCache<T>(options.clock);
  }

  /** By what is shown (a cookie, the hash of a token). Those who ask at the same time share one read. */
  async of(key: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const known = this.#cache.fresh(key);
    if (known) return known.value;
    const reading = this.#reads.get(key) ?? this.#read(key, read).finally(() => this.#reads.delete(key));
    this.#reads.set(key, reading);
    return reading;
  }

  /** Forgets what is wanted to be forgotten: it is read anew at the next request. */
  drop(isWanted: (value: T) => boolean): void {
    this.#cache.drop(isWanted);
    this.#reads.clear();
  }

  async #read(key: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const { clock, log, what } = this.#options;
    const started = this.#cache.generation;
    try {
      const found = await within(clock, patienceMs, read());
      // A revocation that came while the database was asked must not be undone by its older answer.
      if (this.#cache.generation === started) this.#cache.put(key, found);
      return found;
    } catch (error) {
      const known = this.#cache.stale(key);
      log.warn({ error: messageOf(error), isKnown: known !== undefined }, `a ${what} could not be read`);
      if (known) return known;
      throw error;
    }
  }
}

function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new Error(`no answer within ${ms} ms`)));
    work.then(resolve, reject).finally(cancel);
  });
}
