import type { Clock } from "@/server/lib/clock";

interface Entry<T> {
  readonly value: T | undefined;
  readonly atMs: number;
}

export interface Expiring {
  readonly expiresAtMs: number;
}

const freshMs = 5_000;
/** While the database is away: the last known state stands for so long. */
const staleMs = 30 * 60_000;
const mostEntries = 10_000;

/** What is known of sessions, by cookie; the oldest go when there are too many. */
export class SessionCache<T extends Expiring> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry<T>>();
  /** Grows at each drop. */
  generation = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(cookie: string, value: T | undefined): void {
    this.#entries.delete(cookie);
    this.#entries.set(cookie, { value, atMs: this.#clock.monotonicMs() });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > mostEntries && !oldest.done) this.#entries.delete(oldest.value);
  }

  /** What was read at most 5 s ago (`value` undefined: nobody's), or undefined when it must be read. */
  fresh(cookie: string): { readonly value: T | undefined } | undefined {
    const entry = this.#entries.get(cookie);
    if (!entry || this.#clock.monotonicMs() - entry.atMs > freshMs || this.#isExpired(entry)) return undefined;
    return entry;
  }

  /** What was known before the database went away. */
  stale(cookie: string): T | undefined {
    const entry = this.#entries.get(cookie);
    if (!entry || this.#clock.monotonicMs() - entry.atMs > staleMs || this.#isExpired(entry)) return undefined;
    return entry.value;
  }

  drop(isWanted: (value: T) => boolean): void {
    this.generation++;
    for (const [cookie, { value }] of this.#entries) if (!value || isWanted(value)) this.#entries.delete(cookie);
  }

  #isExpired({ value }: Entry<T>): boolean {
    return value !== undefined && value.expiresAtMs <= this.#clock.now();
  }
}
