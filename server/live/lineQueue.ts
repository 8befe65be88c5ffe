import type { Clock } from "@/server/lib/clock";
import type { LogLine, Peer } from "./protocol";

const flushMs = 50;
const batchLines = 500;
const mostWaiting = 2_000;

/** Lines on their way to one browser: sent in batches, the next when the last was acknowledged; whoever adds waits for room. */
export class LineQueue {
  readonly #waiting: LogLine[] = [];
  readonly #idle: (() => void)[] = [];
  #room: (() => void)[] = [];
  #isSending = false;
  #isPlanned = false;
  #isClosed = false;

  constructor(
    readonly id: string,
    readonly peer: Peer,
    readonly clock: Clock,
  ) {}

  /** Resolves when there is room for more. */
  async add(lines: readonly LogLine[]): Promise<void> {
    if (this.#isClosed) return;
    this.#waiting.push(...lines);
    this.#plan();
    if (this.#waiting.length > mostWaiting) await new Promise<void>((resolve) => this.#room.push(resolve));
  }

  /** Resolves when everything was sent. */
  async drained(): Promise<void> {
    if (this.#isClosed || (this.#waiting.length === 0 && !this.#isSending)) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
    this.#release();
  }

  #plan(): void {
    if (this.#isPlanned || this.#isSending || this.#isClosed) return;
    this.#isPlanned = true;
    this.clock.after(this.#waiting.length >= batchLines ? 0 : flushMs, () => {
      this.#isPlanned = false;
      void this.#send();
    });
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0 && !this.#isClosed) {
      const lines = this.#waiting.splice(0, batchLines);
      await this.peer.send("logs.lines", { id: this.id, lines }).catch(() => this.close());
      if (this.#waiting.length <= mostWaiting / 2) for (const resolve of this.#room.splice(0)) resolve();
      // A few lines only: the next ones are gathered first.
      if (this.#waiting.length < batchLines) break;
    }
    this.#isSending = false;
    if (this.#waiting.length > 0) this.#plan();
    else this.#release();
  }

  #release(): void {
    for (const resolve of [...this.#room.splice(0), ...this.#idle.splice(0)]) resolve();
    this.#room = [];
  }
}
