/** What a field of a protobuf message holds, before anybody says what it means. */
export type WireValue = bigint | Uint8Array;

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Reads the fields of one message in their order. Throws a RangeError for bytes that are no message. */
export function* fieldsIn(bytes: Uint8Array): Generator<{ readonly number: number; readonly value: WireValue }> {
  const reader = new WireReader(bytes);
  while (!reader.isAtEnd) {
    const tag = Number(reader.varint());
    yield { number: Math.floor(tag / 8), value: reader.value(tag & 7) };
  }
}

/** Numbers written one after the other without tags. */
export function* packedIn(bytes: Uint8Array): Generator<bigint> {
  const reader = new WireReader(bytes);
  while (!reader.isAtEnd) yield reader.varint();
}

class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError("the message ends within a number");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError("a number of the message is too long");
  }

  value(wireType: number): WireValue {
    if (wireType === wireTypes.varint) return this.varint();
    if (wireType === wireTypes.bytes) return this.#take(Number(this.varint()));
    if (wireType !== wireTypes.fixed64 && wireType !== wireTypes.fixed32)
      throw new RangeError(`the message has a field of type ${wireType}`);
    const start = this.#at;
    this.#take(wireType === wireTypes.fixed64 ? 8 : 4);
    return wireType === wireTypes.fixed64
      ? this.#view.getBigUint64(start, true)
      : BigInt(this.#view.getUint32(start, true));
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError("the message is cut");
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}
