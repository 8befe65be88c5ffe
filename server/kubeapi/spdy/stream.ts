import { Duplex } from "node:stream";
import type { Headers } from "./headers";

/** What a stream needs of its connection. */
export interface StreamPort {
  send(data: Buffer, done: (error?: Error | null) => void): void;
  /** Ends this direction. */
  finish(done: (error?: Error | null) => void): void;
  /** So many bytes more may come. */
  grant(bytes: number): void;
  /** So many bytes more wait here for their reader; fewer where it is negative. */
  held(bytes: number): void;
  /** `isClean`: both directions had ended. */
  closed(isClean: boolean): void;
}

/** Half of the window that a client starts with. */
const grantBytes = 32 * 1024;

/** One stream that the client opened: bytes both ways, each direction with its own end. */
export class SpdyStream extends Duplex {
  #hasEnded = false;
  #receivedBytes = 0;
  #grantedBytes = 0;
  #heldBytes = 0;

  constructor(
    readonly headers: Headers,
    private readonly port: StreamPort,
  ) {
    super({ allowHalfOpen: true, writableHighWaterMark: 64 * 1024 });
    this.on("error", () => {});
  }

  /** Bytes that have come. All are taken: what holds a client back are the window, and the connection for all. */
  receive(data: Buffer): void {
    if (this.destroyed || this.#hasEnded) return;
    this.#receivedBytes += data.length;
    this.push(data);
    this.#settle();
  }

  override read(size?: number): unknown {
    const piece: unknown = super.read(size);
    this.#settle();
    return piece;
  }

  receiveEnd(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.push(null);
  }

  override _read(): void {}

  override _write(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.port.send(data, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.port.finish(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.port.held(-this.#heldBytes);
    this.#heldBytes = 0;
    this.port.closed(this.#hasEnded && this.writableFinished);
    done(error);
  }

  /** What was read may come again; what waits is told. */
  #settle(): void {
    if (this.destroyed) return;
    const heldBytes = this.readableLength;
    if (heldBytes !== this.#heldBytes) this.port.held(heldBytes - this.#heldBytes);
    this.#heldBytes = heldBytes;
    const dueBytes = this.#receivedBytes - heldBytes - this.#grantedBytes;
    if (dueBytes < grantBytes || this.#hasEnded) return;
    this.#grantedBytes += dueBytes;
    this.port.grant(dueBytes);
  }
}
