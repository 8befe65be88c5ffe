import { fieldsIn, packedIn, type WireValue } from "./wire";

/**
 * [name in JSON ("" for one that is laid into its parent), type, flag]. Flags: r repeated, m map of string, p pointer,
 * z a value whose zero is written, too.
 */
type Field = readonly [name: string, type: string, flag: string];
/** Kubernetes' messages by their short names (`core.v1.Pod`), each with its fields by number. */
export type Messages = Readonly<Record<string, Readonly<Record<string, Field>>>>;

type Json = Record<string, unknown>;

/**
 * A message as the JSON that Kubernetes would make of it. Its encoder writes the zero of every field that is
 * no pointer, and its JSON leaves most of them out: so they are left out here.
 */
export function decodeMessage(messages: Messages, type: string, bytes: Uint8Array): Json {
  const fields = messages[type] ?? {};
  const json: Json = {};
  const maps = new Map<string, [string, unknown][]>();
  for (const { number, value } of fieldsIn(bytes)) {
    const field = fields[number];
    // From a newer client: an unknown field is skipped, as Kubernetes does.
    if (!field) continue;
    const [name, kind, flag] = field;
    if (flag === "m") maps.set(name, [...(maps.get(name) ?? []), entryIn(messages, kind, bytesOf(value))]);
    else if (flag === "r")
      json[name] = [...((json[name] as unknown[] | undefined) ?? []), ...manyIn(messages, kind, value)];
    else place(json, field, readValue(messages, kind, value));
  }
  // Not by assignment: a key that somebody called __proto__ is a key.
  for (const [name, entries] of maps) json[name] = Object.fromEntries(entries);
  return json;
}

function place(json: Json, [name, , flag]: Field, value: unknown): void {
  if (name === "") Object.assign(json, value);
  else if (flag === "p" || !isZero(value)) json[name] = value;
  else if (flag === "z" && value !== undefined) json[name] = value;
}

function isZero(value: unknown): boolean {
  if (value === "" || value === 0 || value === false || value === undefined) return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function entryIn(messages: Messages, kind: string, bytes: Uint8Array): [string, unknown] {
  let key = "";
  let value: WireValue = new Uint8Array();
  for (const part of fieldsIn(bytes)) {
    if (part.number === 1) key = textOf(part.value);
    else if (part.number === 2) value = part.value;
  }
  if (!kind.endsWith("[]")) return [key, readValue(messages, kind, value)];
  const items = [...fieldsIn(bytesOf(value))].map((item) => readValue(messages, kind.slice(0, -2), item.value));
  return [key, items];
}

function manyIn(messages: Messages, kind: string, value: WireValue): unknown[] {
  const isPacked = value instanceof Uint8Array && ["bool", "int32", "int64"].includes(kind);
  return isPacked
    ? [...packedIn(value)].map((one) => readValue(messages, kind, one))
    : [readValue(messages, kind, value)];
}

function readValue(messages: Messages, kind: string, value: WireValue): unknown {
  const leaf = leaves[kind];
  if (leaf) return leaf(value);
  const alternative = alternatives[kind];
  return alternative ? alternative(messages, partsOf(value)) : decodeMessage(messages, kind, bytesOf(value));
}

type Parts = ReadonlyMap<number, WireValue>;

const schema = (messages: Messages, value: WireValue) => readValue(messages, "apiextensions.v1.JSONSchemaProps", value);

/** Parts of a custom kind's schema that JSON writes as one of two things. */
const alternatives: Readonly<Record<string, (messages: Messages, parts: Parts) => unknown>> = {
  schemaOrBool: (messages, parts) => {
    const own = parts.get(2);
    return own === undefined ? numberOf(parts.get(1) ?? 0n) !== 0 : schema(messages, own);
  },
  schemaOrArray: (messages, parts) => {
    const own = parts.get(1);
    // Several schemas were given up in apiextensions v1: a list is refused by what it is, whatever it held.
    return own === undefined ? [] : schema(messages, own);
  },
  schemaOrStrings: (messages, parts) => {
    const own = parts.get(1);
    return own === undefined ? [] : schema(messages, own);
  },
};

const leaves: Readonly<Record<string, (value: WireValue) => unknown>> = {
  string: textOf,
  bool: (value) => numberOf(value) !== 0,
  int32: (value) => Number(BigInt.asIntN(32, intOf(value))),
  int64: numberOf,
  bytes: (value) => Buffer.from(bytesOf(value)).toString("base64"),
  time: (value) => timeOf(value, (date) => `${date.toISOString().slice(0, 19)}Z`),
  microTime: (value) =>
    timeOf(value, (date, nanos) => {
      return `${date.toISOString().slice(0, 19)}.${String(Math.floor(nanos / 1000)).padStart(6, "0")}Z`;
    }),
  quantity: (value) => textOf(partsOf(value).get(1) ?? new Uint8Array()),
  intOrString: (value) => {
    const parts = partsOf(value);
    const isText = numberOf(parts.get(1) ?? 0n) === 1;
    return isText ? textOf(parts.get(3) ?? new Uint8Array()) : Number(BigInt.asIntN(32, intOf(parts.get(2) ?? 0n)));
  },
  float64: (value) => {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setBigUint64(0, intOf(value));
    return bits.getFloat64(0);
  },
  json: (value) => JSON.parse(textOf(partsOf(value).get(1) ?? new Uint8Array())),
  raw: (value) => {
    const text = textOf(partsOf(value).get(1) ?? new Uint8Array());
    return text === "" ? undefined : JSON.parse(text);
  },
};

function partsOf(value: WireValue): Map<number, WireValue> {
  return new Map([...fieldsIn(bytesOf(value))].map((part) => [part.number, part.value]));
}

/** Undefined for Go's zero time. */
function timeOf(value: WireValue, write: (date: Date, nanos: number) => string): string | undefined {
  const parts = partsOf(value);
  const seconds = parts.get(1);
  if (seconds === undefined) return undefined;
  return write(new Date(numberOf(seconds) * 1000), numberOf(parts.get(2) ?? 0n));
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function textOf(value: WireValue): string {
  return utf8.decode(bytesOf(value));
}

function bytesOf(value: WireValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new RangeError("the message has a number where bytes belong");
}

function intOf(value: WireValue): bigint {
  if (typeof value === "bigint") return value;
  throw new RangeError("the message has bytes where a number belongs");
}

function numberOf(value: WireValue): number {
  return Number(BigInt.asIntN(64, intOf(value)));
}
