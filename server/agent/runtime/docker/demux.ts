export interface Frame {
  readonly stream: "stdout" | "stderr";
  readonly data: Buffer;
}

const headerBytes = 8;

/** Takes the engine's multiplexed output apart: `[stream, 0, 0, 0, length (32 bits, big endian)]`, then the bytes. */
export class Demultiplexer {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are whole with this piece. */
  *push(piece: Buffer): Iterable<Frame> {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece;
    while (bytes.length >= headerBytes) {
      const end = headerBytes + bytes.readUInt32BE(4);
      if (bytes.length < end) break;
      yield { stream: bytes[0] === 2 ? "stderr" : "stdout", data: bytes.subarray(headerBytes, end) };
      bytes = bytes.subarray(end);
    }
    this.#rest = Buffer.from(bytes);
  }
}
