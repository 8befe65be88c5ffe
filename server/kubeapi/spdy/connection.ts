import { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import type { Clock } from "@/server/lib/clock";
import {
  dataHead,
  type Frame,
  FrameReader,
  goAway,
  ping,
  ResetReason,
  reset,
  SpdyError,
  synReply,
  windowUpdate,
} from "./frames";
import { HeaderReader, HeaderWriter } from "./headers";
import { SpdyStream } from "./stream";

export interface SpdyOptions {
  /** Bytes that came with the upgrade. */
  readonly head?: Buffer;
  readonly clock: Clock;
  /** How often an idle client hears that we are there; 30 s unless told. */
  readonly pingMs?: number;
}

const mostStreams = 1_000;
/** What may wait for its readers, on all streams together, before nothing more is read of a client. */
const mostHeldBytes = 1024 * 1024;
/** The most data in one frame that we send. */
const mostFrameBytes = 64 * 1024;

/**
 * The server's end of a SPDY/3.1 connection. Emits `stream` for each that the client opens (its reply is on the way
 * before), and `close` once, when the connection is gone; all its streams are destroyed then.
 */
export class SpdyConnection extends EventEmitter<{ stream: [SpdyStream]; close: [] }> {
  readonly #streams = new Map<number, SpdyStream>();
  readonly #headers = new HeaderReader();
  readonly #replies = new HeaderWriter();
  readonly #frames = new FrameReader();
  #lastStreamId = 0;
  #heldBytes = 0;
  #readOn = () => {};
  #isClosed = false;

  constructor(
    readonly socket: Duplex,
    { head, clock, pingMs = 30_000 }: SpdyOptions,
  ) {
    super();
    if (head && head.length > 0) socket.unshift(head);
    let pings = 0;
    // A server's pings have even numbers.
    const stopPings = clock.every(pingMs, () => {
      pings += 2;
      this.#send(ping(pings));
    });
    socket.on("error", () => {});
    socket.once("close", () => {
      stopPings();
      this.#gone();
    });
    void this.#read();
  }

  /** Says goodbye and closes once what was written is out. */
  close(): void {
    if (this.#isClosed) return;
    this.#send(goAway(this.#lastStreamId));
    this.socket.end();
  }

  /**
   * One frame after the other. Clients that keep to their windows never fill what may wait; Kubernetes' own know of none,
   * and are held back here.
   */
  async #read(): Promise<void> {
    try {
      for await (const piece of this.socket)
        for (const frame of this.#frames.push(piece as Buffer)) {
          await this.#take(frame);
          if (this.#heldBytes >= mostHeldBytes) await this.#room();
        }
    } catch {
      // What is no SPDY, or a connection that broke, is cut.
    }
    this.socket.destroy();
    this.#gone();
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#readOn = resolve;
    });
  }

  #held(bytes: number): void {
    this.#heldBytes += bytes;
    if (this.#heldBytes < mostHeldBytes) this.#readOn();
  }

  async #take(frame: Frame): Promise<void> {
    if (frame.type === "data") return this.#data(frame);
    if (frame.type === "synStream") return this.#open(frame);
    if (frame.type === "reset") {
      const stream = this.#streams.get(frame.streamId);
      this.#streams.delete(frame.streamId);
      stream?.destroy();
    }
    // Odd numbers are the client's own; an even one answers ours.
    if (frame.type === "ping" && frame.id % 2 === 1) this.#send(ping(frame.id));
    if (frame.type === "headers") {
      await this.#headers.read(frame.block);
      if (frame.isLast) this.#streams.get(frame.streamId)?.receiveEnd();
    }
    if (frame.type === "other" && frame.block) await this.#headers.read(frame.block);
  }

  #data({ streamId, data, isLast }: Extract<Frame, { type: "data" }>): void {
    const stream = this.#streams.get(streamId);
    if (!stream) {
      if (streamId > this.#lastStreamId || streamId === 0) this.#send(reset(streamId, ResetReason.invalidStream));
      return;
    }
    if (data.length > 0) stream.receive(data);
    if (isLast) stream.receiveEnd();
  }

  async #open({ streamId, block, isLast }: Extract<Frame, { type: "synStream" }>): Promise<void> {
    const headers = await this.#headers.read(block);
    if (streamId % 2 === 0 || streamId <= this.#lastStreamId) throw new SpdyError("a stream's number is wrong");
    this.#lastStreamId = streamId;
    if (this.#streams.size >= mostStreams) return this.#send(reset(streamId, ResetReason.refused));
    const stream = new SpdyStream(headers, {
      send: (data, done) => this.#sendData(streamId, data, done),
      finish: (done) => this.#send(dataHead(streamId, 0, true), done),
      grant: (bytes) => this.#send(windowUpdate(streamId, bytes)),
      held: (bytes) => this.#held(bytes),
      closed: (isClean) => {
        if (this.#streams.delete(streamId) && !isClean) this.#send(reset(streamId, ResetReason.cancel));
      },
    });
    this.#streams.set(streamId, stream);
    this.#send(synReply(streamId, await this.#replies.write(new Map())));
    if (isLast) stream.receiveEnd();
    this.emit("stream", stream);
  }

  #sendData(streamId: number, data: Buffer, done: (error?: Error | null) => void): void {
    this.socket.cork();
    for (let at = 0; at < data.length; at += mostFrameBytes) {
      const piece = data.subarray(at, at + mostFrameBytes);
      const isLast = at + mostFrameBytes >= data.length;
      this.#send(dataHead(streamId, piece.length));
      this.#send(piece, isLast ? done : undefined);
    }
    if (data.length === 0) done();
    this.socket.uncork();
  }

  #send(bytes: Buffer, done: (error?: Error | null) => void = () => {}): void {
    if (this.#isClosed || !this.socket.writable) done(new SpdyError("the connection is closed"));
    else this.socket.write(bytes, done);
  }

  #gone(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stream of this.#streams.values()) stream.destroy();
    this.#headers.close();
    this.#replies.close();
    this.emit("close");
  }
}
