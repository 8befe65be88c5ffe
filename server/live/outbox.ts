import type { Peer } from "./protocol";

/** One thing's messages to one browser: while the last is not acknowledged, only the newest of the others waits. */
export class Outbox {
  #waiting: { event: string; message: object } | undefined;
  #isSending = false;
  #isClosed = false;

  constructor(readonly peer: Peer) {}

  put(event: string, message: object): void {
    if (this.#isClosed) return;
    this.#waiting = { event, message };
    if (!this.#isSending) void this.#send();
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting = undefined;
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = undefined;
      // A browser that does not acknowledge is gone: what it did not take is dropped, since one that comes back asks anew.
      await this.peer.send(next.event, next.message).catch(() => {});
    }
    this.#isSending = false;
  }
}
