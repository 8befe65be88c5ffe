import { backoffMs } from "./backoff";
import type { Clock } from "./clock";

export interface WorkqueueOptions {
  readonly clock: Clock;
  readonly firstRetryMs?: number;
  readonly maxRetryMs?: number;
}

/**
 * A queue of keys, after client-go's workqueue: a key waits at most once, is worked on by one worker at a time, and
 * one that is added while it is worked on comes again afterwards.
 */
export class Workqueue {
  readonly #clock: Clock;
  readonly #firstRetryMs: number;
  readonly #maxRetryMs: number;
  readonly #waiting = new Set<string>();
  readonly #active = new Set<string>();
  readonly #again = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #later = new Map<string, { dueMs: number; cancel: () => void }>();
  readonly #takers: ((key: string | undefined) => void)[] = [];
  #isClosed = false;

  constructor(options: WorkqueueOptions) {
    this.#clock = options.clock;
    this.#firstRetryMs = options.firstRetryMs ?? 5;
    this.#maxRetryMs = options.maxRetryMs ?? 60_000;
  }

  get depth(): number {
    return this.#waiting.size;
  }

  /** True when nothing waits, nothing is worked on and nothing is due later. */
  get isIdle(): boolean {
    return this.#waiting.size + this.#active.size + this.#again.size + this.#later.size === 0;
  }

  add(key: string): void {
    if (this.#isClosed) return;
    if (this.#active.has(key)) {
      this.#again.add(key);
      return;
    }
    const taker = this.#waiting.has(key) ? undefined : this.#takers.shift();
    if (!taker) {
      this.#waiting.add(key);
      return;
    }
    this.#active.add(key);
    taker(key);
  }

  /** Adds the key after a while; an earlier date wins over a later one. */
  addAfter(key: string, ms: number): void {
    if (this.#isClosed) return;
    if (ms <= 0) {
      this.add(key);
      return;
    }
    const dueMs = this.#clock.monotonicMs() + ms;
    const planned = this.#later.get(key);
    if (planned && planned.dueMs <= dueMs) return;
    planned?.cancel();
    const cancel = this.#clock.after(ms, () => {
      this.#later.delete(key);
      this.add(key);
    });
    this.#later.set(key, { dueMs, cancel });
  }

  /** The next key, or undefined once the queue is closed. Each key taken must be given back by `done` or `failed`. */
  take(): Promise<string | undefined> {
    const next = this.#waiting.values().next();
    if (!next.done) {
      this.#waiting.delete(next.value);
      this.#active.add(next.value);
      return Promise.resolve(next.value);
    }
    if (this.#isClosed) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  done(key: string): void {
    this.#failures.delete(key);
    this.#release(key);
  }

  /** Gives the key back after a failure: it comes again after a back-off, which is returned in milliseconds. */
  failed(key: string): number {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const ms = backoffMs(failures, { firstMs: this.#firstRetryMs, maxMs: this.#maxRetryMs });
    this.#release(key);
    this.addAfter(key, ms);
    return ms;
  }

  close(): void {
    this.#isClosed = true;
    for (const { cancel } of this.#later.values()) cancel();
    this.#later.clear();
    this.#waiting.clear();
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  #release(key: string): void {
    this.#active.delete(key);
    if (this.#again.delete(key)) this.add(key);
  }
}
