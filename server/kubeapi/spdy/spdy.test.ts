import { EventEmitter, once } from "node:events";
import { type Duplex, duplexPair } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Clock, systemClock } from "@/server/lib/clock";
import { FakeClock } from "@/server/testing/fakeClock";
import { SpdyConnection } from "./connection";
import { headerDictionary } from "./dictionary";
import { dataHead, type Frame, FrameReader, goAway, ping, reset, synStream, windowUpdate } from "./frames";
import { HeaderReader, HeaderWriter } from "./headers";
import type { SpdyStream } from "./stream";

/** Frames as a sender makes them, with what a reader must make of them. */
const streamId = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const sent: fc.Arbitrary<{ bytes: Buffer; frame: Frame }> = fc.oneof(
  fc.tuple(streamId, fc.uint8Array(), fc.boolean()).map(([id, data, isLast]) => ({
    bytes: Buffer.concat([dataHead(id, data.length, isLast), data]),
    frame: { type: "data", streamId: id, data: Buffer.from(data), isLast } as const,
  })),
  fc.tuple(streamId, fc.uint8Array(), fc.boolean()).map(([id, block, isLast]) => ({
    bytes: synStream(id, Buffer.from(block), isLast),
    frame: { type: "synStream", streamId: id, block: Buffer.from(block), isLast } as const,
  })),
  streamId.map((id) => ({ bytes: reset(id, 5), frame: { type: "reset", streamId: id, reason: 5 } as const })),
  streamId.map((id) => ({ bytes: ping(id), frame: { type: "ping", id } as const })),
  streamId.map((id) => ({
    bytes: windowUpdate(id, 9),
    frame: { type: "windowUpdate", streamId: id, bytes: 9 } as const,
  })),
  fc.constant({ bytes: goAway(1), frame: { type: "goAway" } as const }),
);

describe("frames", () => {
  it("come out as they went in, in whatever pieces their bytes arrive", () => {
    fc.assert(
      fc.property(fc.array(sent), fc.array(fc.nat(40)), (many, cuts) => {
        const bytes = Buffer.concat(many.map((one) => one.bytes));
        const reader = new FrameReader();
        const found: Frame[] = [];
        let at = 0;
        for (let turn = 0; at < bytes.length; turn++) {
          const size = 1 + (cuts[turn % Math.max(1, cuts.length)] ?? 7);
          found.push(...reader.push(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(signature(found)).toEqual(signature(many.map((one) => one.frame)));
      }),
    );
  });

  it("refuses what is no SPDY/3, and a control frame that would fill memory", () => {
    const push = (bytes: Buffer) => [...new FrameReader().push(bytes)];
    expect(() => push(Buffer.from("80020001000000", "hex").subarray(0, 7))).not.toThrow();
    expect(() => push(Buffer.from("8002000100000008", "hex"))).toThrow("no SPDY/3");
    expect(() => push(Buffer.from("8003000100ffffff", "hex"))).toThrow("too long");
    expect(() => push(Buffer.from("800300030000000100", "hex"))).toThrow("too short");
  });
});

/** Data frames by what they carry and where they end, however they were cut; all else as it is. */
function signature(frames: readonly Frame[]): unknown[] {
  const all: unknown[] = [];
  let data = { streamId: 0, hex: "" };
  const flush = () => {
    if (data.hex !== "") all.push({ ...data });
    data = { streamId: 0, hex: "" };
  };
  for (const frame of frames) {
    if (frame.type === "data") {
      if (frame.streamId !== data.streamId) flush();
      data = { streamId: frame.streamId, hex: data.hex + frame.data.toString("hex") };
      if (!frame.isLast) continue;
      flush();
      all.push({ end: frame.streamId });
    } else {
      flush();
      all.push("block" in frame ? { ...frame, block: frame.block?.toString("hex") } : frame);
    }
  }
  flush();
  return all;
}

describe("headers", () => {
  it("come out as they went in, one block after the other", async () => {
    const names = fc.stringMatching(/^[a-z-]{1,12}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(names, fc.string()), { maxLength: 5 }), async (blocks) => {
        const [writer, reader] = [new HeaderWriter(), new HeaderReader()];
        for (const block of blocks) {
          const packed = await writer.write(new Map(Object.entries(block)));
          expect(Object.fromEntries(await reader.read(packed))).toEqual({ ...block });
        }
        writer.close();
        reader.close();
      }),
      { numRuns: 30 },
    );
  });

  it("are packed with the dictionary of the draft", async () => {
    expect(headerDictionary).toHaveLength(1423);
    const packed = await new HeaderWriter().write(new Map([["streamtype", "error"]]));
    // zlib's head, with the mark of a preset dictionary and its Adler-32.
    expect(packed.subarray(1, 6).toString("hex")).toMatch(/^.[2367abef]e3c6a7c2$/);
  });

  it("that unpack to too much, or to nonsense, are refused", async () => {
    const packed = await new HeaderWriter().write(
      new Map([
        ["a", "x".repeat(60_000)],
        ["b", "x".repeat(60_000)],
      ]),
    );
    await expect(new HeaderReader().read(packed)).rejects.toThrow("too long");
    await expect(new HeaderReader().read(Buffer.from("nonsense"))).rejects.toThrow();
  });
});

/** A client in small: what it opens and sends, and the frames that it got. */
class Client extends EventEmitter {
  readonly #headers = new HeaderWriter();
  readonly frames: Frame[] = [];
  constructor(readonly socket: Duplex) {
    super();
    const reader = new FrameReader();
    socket.on("data", (piece: Buffer) => {
      this.frames.push(...reader.push(Buffer.from(piece)));
      this.emit("frame");
    });
    socket.on("error", () => {});
  }
  async open(id: number, headers: Record<string, string>): Promise<void> {
    this.socket.write(synStream(id, await this.#headers.write(new Map(Object.entries(headers)))));
  }
  send(id: number, data: Buffer, isLast = false): void {
    this.socket.write(Buffer.concat([dataHead(id, data.length, isLast), data]));
  }
  async until(isSo: (frames: Frame[]) => boolean): Promise<void> {
    while (!isSo(this.frames)) await once(this, "frame");
  }
}

function connected(clock: Clock = systemClock) {
  const [near, far] = duplexPair();
  const connection = new SpdyConnection(near, { clock });
  return { connection, client: new Client(far) };
}
const dataOf = (frames: readonly Frame[]) =>
  Buffer.concat(frames.flatMap((frame) => (frame.type === "data" ? [frame.data] : []))).toString();

describe("a connection", () => {
  it("gives out streams with their headers, and carries bytes and both ends", async () => {
    const { connection, client } = connected();
    connection.on("stream", (stream: SpdyStream) => {
      stream.write(`${stream.headers.get("streamtype")}: `);
      stream.on("data", (piece: Buffer) => stream.write(piece)).on("end", () => stream.end());
    });
    await client.open(1, { streamtype: "data" });
    client.send(1, Buffer.from("hel"));
    client.send(1, Buffer.from("lo"), true);
    await client.until((frames) => frames.some((frame) => frame.type === "data" && frame.isLast));
    expect(dataOf(client.frames)).toBe("data: hello");
    expect(client.frames[0]?.type).toBe("other");
  });

  it("answers the client's pings, and sends its own while nothing happens", async () => {
    const clock = new FakeClock();
    const { client } = connected(clock);
    client.socket.write(ping(7));
    await client.until((frames) => frames.length === 1);
    client.socket.write(ping(2));
    await clock.advance(30_000);
    await client.until((frames) => frames.length === 2);
    expect(client.frames).toEqual([
      { type: "ping", id: 7 },
      { type: "ping", id: 2 },
    ]);
  });

  async function opened() {
    const { connection, client } = connected();
    const streams: SpdyStream[] = [];
    connection.on("stream", (stream) => streams.push(stream));
    await client.open(1, {});
    await client.open(3, {});
    await client.until((frames) => frames.length === 2);
    const [slow, other] = streams as [SpdyStream, SpdyStream];
    return { client, slow, other };
  }
  const grantsOf = (frames: readonly Frame[]) =>
    frames.reduce((sum, frame) => sum + (frame.type === "windowUpdate" ? frame.bytes : 0), 0);

  it("grants a client what was read of a stream, and nothing before", async () => {
    const { client, slow } = await opened();
    client.send(1, Buffer.alloc(64 * 1024));
    client.socket.write(ping(1));
    await client.until((frames) => frames.some(({ type }) => type === "ping"));
    expect(grantsOf(client.frames)).toBe(0);
    slow.resume();
    await client.until((frames) => grantsOf(frames) === 64 * 1024);
  });

  it.each(["pipes", "iterates"])("grants all of a long stream to whoever %s", async (how) => {
    const { client, slow } = await opened();
    const sizes: number[] = [];
    if (how === "pipes") slow.on("data", (piece: Buffer) => sizes.push(piece.length));
    else
      void (async () => {
        for await (const piece of slow) sizes.push((piece as Buffer).length);
      })();
    for (let sent = 0; sent < 16; sent++) {
      client.send(1, Buffer.alloc(32 * 1024));
      await client.until((frames) => grantsOf(frames) === (sent + 1) * 32 * 1024);
    }
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(16 * 32 * 1024);
  });

  it("reads on for the others while nobody reads one stream", async () => {
    const { client, slow, other } = await opened();
    client.send(1, Buffer.alloc(512 * 1024));
    client.send(3, Buffer.from("hello"), true);
    client.socket.write(ping(1));
    expect((await buffer(other)).toString()).toBe("hello");
    await client.until((frames) => frames.some(({ type }) => type === "ping"));
    client.socket.write(reset(1, 5));
    await once(slow, "close");
  });

  it("reads no more while too much waits in all, and goes on when it is read", async () => {
    const { client, slow } = await opened();
    const piece = Buffer.alloc(64 * 1024);
    let takenBytes = 0;
    for (let n = 0; n < 64; n++)
      client.socket.write(Buffer.concat([dataHead(1, piece.length, n === 63), piece]), () => {
        takenBytes += piece.length;
      });
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(slow.readableLength).toBeLessThan(1200 * 1024);
    expect(takenBytes).toBeLessThan(2 * 1024 * 1024);
    expect(await buffer(slow)).toHaveLength(64 * 64 * 1024);
  });

  it("reads on when the stream that held it up is given up", async () => {
    const { client, slow, other } = await opened();
    client.send(1, Buffer.alloc(2 * 1024 * 1024));
    client.send(3, Buffer.from("hello"), true);
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(other.readableLength).toBe(0);
    slow.destroy();
    expect((await buffer(other)).toString()).toBe("hello");
  });

  it("destroys its streams when it is cut, and when the client resets one", async () => {
    const { connection, client } = connected();
    const streams: SpdyStream[] = [];
    connection.on("stream", (stream) => streams.push(stream));
    await client.open(1, {});
    await client.open(3, {});
    await client.until((frames) => frames.length === 2);
    client.socket.write(reset(1, 5));
    await once(streams[0] as SpdyStream, "close");
    const closed = once(connection, "close");
    connection.socket.destroy();
    await closed;
    expect(streams.map((stream) => stream.destroyed)).toEqual([true, true]);
  });

  it("cuts a client that speaks something else, or gives a stream a number again", async () => {
    const [other, again] = [connected(), connected()];
    const closed = Promise.all([once(other.connection, "close"), once(again.connection, "close")]);
    other.client.socket.write(Buffer.from("8002000100000008", "hex"));
    await again.client.open(3, {});
    await again.client.open(1, {});
    await closed;
    expect([other.connection.socket.destroyed, again.connection.socket.destroyed]).toEqual([true, true]);
  });

  it("resets what is sent to no stream", async () => {
    const { client } = connected();
    client.send(5, Buffer.from("x"));
    await client.until((frames) => frames.length === 1);
    expect(client.frames).toEqual([{ type: "reset", streamId: 5, reason: 2 }]);
  });
});
