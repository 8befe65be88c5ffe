import { Duplex } from "node:stream";
import type { Headers } from "./headers";

/** What a stream needs of its connection. */
export interface StreamPort {
  send(data: Buffer, done: (error?: Error | null) => void): void;
  /** Ends this direction. */
  finish(done: (error?: Error | null) => void): void;
  /** So many bytes more may come. */
  grant(bytes: number): void;
  /** `isClean`: both directions had ended. */
  closed(isClean: boolean): void;
}

/** Waiting at a reader that does not read, before its whole connection is held up. */
const mostWaitingBytes = 256 * 1024;
/** Half of the window that a client starts with. */
const grantBytes = 32 * 1024;

/** One stream that the client opened: bytes both ways, each direction with its own end. */
export class SpdyStream extends Duplex {
  #waiting: (() => void)[] = [];
  #hasEnded = false;
  #tookBytes = 0;

  constructor(
    readonly headers: Headers,
    private readonly port: StreamPort,
  ) {
    super({ allowHalfOpen: true, readableHighWaterMark: mostWaitingBytes, writableHighWaterMark: 64 * 1024 });
    this.on("error", () => {});
  }

  /** Bytes that have come. Resolves when more may come. */
  receive(data: Buffer): Promise<void> | undefined {
    if (this.destroyed || this.#hasEnded) return undefined;
    this.#tookBytes += data.length;
    if (this.#tookBytes >= grantBytes) {
      this.port.grant(this.#tookBytes);
      this.#tookBytes = 0;
    }
    return this.push(data) ? undefined : new Promise((resolve) => this.#waiting.push(resolve));
  }

  receiveEnd(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.push(null);
  }

  override _read(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  override _write(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.port.send(data, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.port.finish(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.port.closed(this.#hasEnded && this.writableFinished);
    done(error);
  }
}
