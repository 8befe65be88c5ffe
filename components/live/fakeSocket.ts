import type { LiveSocket } from "./LiveConnection";

/** A socket for tests: what was sent is kept, and the test says what comes. */
export class FakeSocket implements LiveSocket {
  connected = false;
  readonly sent: [string, unknown][] = [];
  readonly #handlers = new Map<string, ((...args: unknown[]) => void)[]>();

  on(event: string, call: (...args: never[]) => void): void {
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), call as (...args: unknown[]) => void]);
  }

  off(event: string, call: (...args: never[]) => void): void {
    this.#handlers.set(
      event,
      (this.#handlers.get(event) ?? []).filter((other) => other !== call),
    );
  }

  emit(event: string, value: unknown): void {
    this.sent.push([event, value]);
  }

  connect(): void {
    this.connected = true;
    this.say("connect");
  }

  disconnect(): void {
    this.connected = false;
    this.say("disconnect");
  }

  say(event: string, ...args: unknown[]): void {
    for (const call of this.#handlers.get(event) ?? []) call(...args);
  }
}
