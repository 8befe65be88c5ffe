import { constants, createDeflate, createInflate, type Deflate, type Inflate } from "node:zlib";
import { headerDictionary } from "./dictionary";
import { SpdyError } from "./frames";

/** Names in lower case, as SPDY has them; several values of one name are joined by a zero byte there. */
export type Headers = ReadonlyMap<string, string>;

/** What headers may unpack to: a few bytes of zlib can stand for very many. */
const mostBytes = 64 * 1024;

/** Unpacks the header blocks of one direction, in their order: each is the continuation of one zlib stream. */
export class HeaderReader {
  readonly #inflate = new Passage(createInflate({ dictionary: headerDictionary }));

  async read(block: Buffer): Promise<Headers> {
    return decode(await this.#inflate.pass(block));
  }

  close(): void {
    this.#inflate.close();
  }
}

/** Packs header blocks, likewise. */
export class HeaderWriter {
  readonly #deflate = new Passage(createDeflate({ dictionary: headerDictionary }));

  write(headers: Headers): Promise<Buffer> {
    return this.#deflate.pass(encode(headers));
  }

  close(): void {
    this.#deflate.close();
  }
}

/** One zlib stream, of which each piece comes out whole before the next goes in. */
class Passage {
  #pieces: Buffer[] = [];
  #sizeBytes = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly zlib: Deflate | Inflate) {
    zlib.on("error", () => {});
    zlib.on("data", (piece: Buffer) => {
      this.#pieces.push(piece);
      this.#sizeBytes += piece.length;
      if (this.#sizeBytes > mostBytes) zlib.destroy();
    });
  }

  pass(bytes: Buffer): Promise<Buffer> {
    const next = this.#last.then(() => this.#pass(bytes));
    this.#last = next.catch(() => {});
    return next;
  }

  close(): void {
    this.zlib.destroy();
  }

  #pass(bytes: Buffer): Promise<Buffer> {
    const { zlib } = this;
    return new Promise((resolve, reject) => {
      const settle = (error?: Error | null) => {
        zlib.off("error", settle).off("close", onClose);
        const whole = Buffer.concat(this.#pieces);
        const isTooLong = this.#sizeBytes > mostBytes;
        this.#pieces = [];
        this.#sizeBytes = 0;
        if (isTooLong) reject(new SpdyError("headers are too long"));
        else if (error) reject(error);
        else resolve(whole);
      };
      const onClose = () => settle(new SpdyError("the connection is closed"));
      if (zlib.destroyed) return onClose();
      zlib.on("error", settle).on("close", onClose);
      zlib.write(bytes, (error) => error && settle(error));
      zlib.flush(constants.Z_SYNC_FLUSH, () => settle());
    });
  }
}

function encode(headers: Headers): Buffer {
  const parts = [word(headers.size)];
  for (const text of [...headers].flat()) {
    const bytes = Buffer.from(text);
    parts.push(word(bytes.length), bytes);
  }
  return Buffer.concat(parts);
}

function decode(block: Buffer): Headers {
  let at = 0;
  const number = () => {
    if (at + 4 > block.length) throw new SpdyError("headers are cut off");
    at += 4;
    return block.readUInt32BE(at - 4);
  };
  const text = () => {
    const length = number();
    if (at + length > block.length) throw new SpdyError("headers are cut off");
    at += length;
    return block.toString("utf8", at - length, at);
  };
  const headers = new Map<string, string>();
  for (let left = number(); left > 0; left--) {
    const name = text();
    headers.set(name.toLowerCase(), text());
  }
  return headers;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
