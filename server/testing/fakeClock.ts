import type { Clock } from "@/server/lib/clock";

/** A clock that stands still until a test moves it. Wall and monotonic time move together unless one is told to jump. */
export class FakeClock implements Clock {
  #wallMs: number;
  #monotonicMs = 0;
  #timers: { atMs: number; order: number; call: () => void }[] = [];
  #order = 0;

  constructor(startMs = Date.parse("2026-01-01T00:00:00Z")) {
    this.#wallMs = startMs;
  }

  now(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { atMs: this.#monotonicMs + ms, order: this.#order++, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  every(ms: number, call: () => void): () => void {
    let cancel = () => {};
    const plan = () => {
      cancel = this.after(ms, () => {
        plan();
        call();
      });
    };
    plan();
    return () => cancel();
  }

  /** Moves time on, calling each timer when it is due, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#monotonicMs + ms;
    for (;;) {
      const next = this.#timers
        .filter((timer) => timer.atMs <= endMs)
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#move(next.atMs - this.#monotonicMs);
      next.call();
      await settle();
    }
    this.#move(endMs - this.#monotonicMs);
    await settle();
  }

  /** The wall clock is set by somebody; durations are not affected. */
  setWall(ms: number): void {
    this.#wallMs = ms;
  }

  #move(ms: number): void {
    this.#wallMs += ms;
    this.#monotonicMs += ms;
  }
}

/** Lets everything that is only waiting for promises go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
