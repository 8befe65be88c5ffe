/** SPDY/3.1's frames. See its draft, section 2.2: control frames begin with 1, version 3, type, flags, length. */
export const FrameType = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

/** Why a stream was reset. */
export const ResetReason = { protocolError: 1, invalidStream: 2, refused: 3, cancel: 5 } as const;

export type Frame =
  | { readonly type: "data"; readonly streamId: number; readonly data: Buffer; readonly isLast: boolean }
  | { readonly type: "synStream"; readonly streamId: number; readonly block: Buffer; readonly isLast: boolean }
  | { readonly type: "headers"; readonly streamId: number; readonly block: Buffer; readonly isLast: boolean }
  | { readonly type: "reset"; readonly streamId: number; readonly reason: number }
  | { readonly type: "windowUpdate"; readonly streamId: number; readonly bytes: number }
  | { readonly type: "ping"; readonly id: number }
  | { readonly type: "goAway" }
  /** Of no meaning here (settings, a reply to a stream that a server never opens), but its header block counts. */
  | { readonly type: "other"; readonly block?: Buffer };

export class SpdyError extends Error {
  constructor(says: string) {
    super(says);
    this.name = "SpdyError";
  }
}

const headBytes = 8;
/** Control frames are taken whole; none that a client of Kubernetes sends comes near. */
const mostControlBytes = 64 * 1024;
const fin = 1;

/** Takes bytes in any pieces, gives frames; the data of a frame comes in the pieces in which it arrives. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  /** The data frame whose bytes are still coming. */
  #open: { streamId: number; leftBytes: number; isLast: boolean } | undefined;

  /** Throws `SpdyError` for what is no SPDY/3. */
  *push(piece: Buffer): Generator<Frame> {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece;
    for (;;) {
      const { frame, rest } = this.#open ? this.#more(this.#open, bytes) : this.#next(bytes);
      bytes = rest;
      if (frame) yield frame;
      else if (!this.#open || bytes.length === 0) break;
    }
    this.#rest = bytes;
  }

  #next(bytes: Buffer): { frame?: Frame; rest: Buffer } {
    if (bytes.length < headBytes) return { rest: bytes };
    const first = bytes.readUInt32BE(0);
    const flags = bytes.readUInt8(4);
    const length = bytes.readUIntBE(5, 3);
    if (first < 0x8000_0000) {
      const isLast = (flags & fin) !== 0;
      const rest = bytes.subarray(headBytes);
      if (length === 0) return { frame: { type: "data", streamId: first, data: rest.subarray(0, 0), isLast }, rest };
      this.#open = { streamId: first, leftBytes: length, isLast };
      return { rest };
    }
    if (((first >>> 16) & 0x7fff) !== 3) throw new SpdyError("this is no SPDY/3");
    if (length > mostControlBytes) throw new SpdyError("a control frame is too long");
    if (bytes.length < headBytes + length) return { rest: bytes };
    const body = bytes.subarray(headBytes, headBytes + length);
    return { frame: control(first & 0xffff, flags, body), rest: bytes.subarray(headBytes + length) };
  }

  #more(
    open: { streamId: number; leftBytes: number; isLast: boolean },
    bytes: Buffer,
  ): { frame?: Frame; rest: Buffer } {
    if (bytes.length === 0) return { rest: bytes };
    const data = bytes.subarray(0, open.leftBytes);
    open.leftBytes -= data.length;
    const isWhole = open.leftBytes === 0;
    if (isWhole) this.#open = undefined;
    const frame = { type: "data", streamId: open.streamId, data, isLast: open.isLast && isWhole } as const;
    return { frame, rest: bytes.subarray(data.length) };
  }
}

const bodyBytes: Readonly<Record<number, number>> = {
  [FrameType.synStream]: 10,
  [FrameType.synReply]: 4,
  [FrameType.rstStream]: 8,
  [FrameType.ping]: 4,
  [FrameType.headers]: 4,
  [FrameType.windowUpdate]: 8,
};

function control(type: number, flags: number, body: Buffer): Frame {
  if (body.length < (bodyBytes[type] ?? 0)) throw new SpdyError("a control frame is too short");
  const number = (at: number) => body.readUInt32BE(at) & 0x7fff_ffff;
  const isLast = (flags & fin) !== 0;
  switch (type) {
    case FrameType.synStream:
      return { type: "synStream", streamId: number(0), block: body.subarray(10), isLast };
    case FrameType.synReply:
      return { type: "other", block: body.subarray(4) };
    case FrameType.rstStream:
      return { type: "reset", streamId: number(0), reason: body.readUInt32BE(4) };
    case FrameType.ping:
      return { type: "ping", id: body.readUInt32BE(0) };
    case FrameType.goAway:
      return { type: "goAway" };
    case FrameType.headers:
      return { type: "headers", streamId: number(0), block: body.subarray(4), isLast };
    case FrameType.windowUpdate:
      return { type: "windowUpdate", streamId: number(0), bytes: number(4) };
    default:
      return { type: "other" };
  }
}

function controlFrame(type: number, flags: number, body: readonly (number | Buffer)[]): Buffer {
  const parts = body.map((part) => (typeof part === "number" ? word(part) : part));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([word(0x8003_0000 + type), word(flags * 2 ** 24 + length), ...parts]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** What comes before `length` bytes of data; a frame holds at most 2^24 - 1. */
export function dataHead(streamId: number, length: number, isLast = false): Buffer {
  return Buffer.concat([word(streamId), word((isLast ? fin : 0) * 2 ** 24 + length)]);
}

export const synReply = (streamId: number, block: Buffer) => controlFrame(FrameType.synReply, 0, [streamId, block]);
export const reset = (streamId: number, reason: number) => controlFrame(FrameType.rstStream, 0, [streamId, reason]);
export const ping = (id: number) => controlFrame(FrameType.ping, 0, [id]);
export const goAway = (lastStreamId: number) => controlFrame(FrameType.goAway, 0, [lastStreamId, 0]);
export const windowUpdate = (streamId: number, bytes: number) =>
  controlFrame(FrameType.windowUpdate, 0, [streamId, bytes]);

/** What a client sends to open a stream. */
export const synStream = (streamId: number, block: Buffer, isLast = false) =>
  controlFrame(FrameType.synStream, isLast ? fin : 0, [streamId, 0, Buffer.alloc(2), block]);
