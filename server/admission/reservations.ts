import type { Clock } from "@/server/lib/clock";

const keptMs = 60_000;

/**
 * Addresses and ports that were given to writes which are not stored yet, so that two writes at once never get the
 * same. One is free again after a minute: by then its write is stored, or has failed.
 */
export class Reservations {
  readonly #clock: Clock;
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(key: string): boolean {
    const untilMs = this.#untilMs.get(key);
    return untilMs !== undefined && untilMs > this.#clock.monotonicMs();
  }

  add(key: string): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [other, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(other);
    this.#untilMs.set(key, nowMs + keptMs);
  }

  /** Its holder goes: it can be given out as soon as nothing that is stored has it. */
  free(key: string): void {
    this.#untilMs.delete(key);
  }
}
