import { type Clock, delay } from "./clock";
import { isReason, messageOf } from "./errors";
import type { Log } from "./log";

export interface OutboxOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Writes at once. */
  readonly width: number;
  /** Above this many that wait, the newest are dropped. */
  readonly maxWaiting: number;
  /** Whether a write waits while the store cannot take it; otherwise it is dropped, so that it holds up nothing. */
  readonly isPatient?: boolean;
}

const retryMs = 1_000;

/**
 * Writes that nobody waits for, one at a time per key; what comes while one is on its way replaces what waited for the
 * same key. While the store cannot write they wait, unless told otherwise; what is refused is dropped and logged.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #waiting = new Map<string, () => Promise<unknown>>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #closed = new AbortController();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  put(key: string, write: () => Promise<unknown>): void {
    if (this.#closed.signal.aborted) return;
    if (!this.#waiting.has(key) && this.#waiting.size >= this.#options.maxWaiting) return;
    this.#waiting.set(key, write);
    this.#start();
  }

  /** Drops what waits for the key; undefined when nothing is on its way, else resolves when that has ended. */
  settle(key: string): Promise<void> | undefined {
    this.#waiting.delete(key);
    return this.#running.get(key);
  }

  close(): void {
    this.#closed.abort();
    this.#waiting.clear();
  }

  #start(): void {
    for (const [key, write] of this.#waiting) {
      if (this.#running.size >= this.#options.width) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      const run = this.#run(key, write).finally(() => {
        this.#running.delete(key);
        this.#start();
      });
      this.#running.set(key, run);
    }
  }

  async #run(key: string, write: () => Promise<unknown>): Promise<void> {
    const { clock, log, isPatient = true } = this.#options;
    const { signal } = this.#closed;
    while (!signal.aborted) {
      try {
        await write();
        return;
      } catch (error) {
        if (!isPatient || !isReason(error, "Unavailable", "TooManyRequests")) {
          log.debug({ key, error: messageOf(error) }, "a write that nobody waits for was dropped");
          return;
        }
        await delay(clock, retryMs, signal);
      }
    }
  }
}
