import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type ParsedNode,
  parse,
  parseAllDocuments,
  parseDocument,
  type Range,
  type Scalar,
  stringify,
  type Tags,
  visit,
} from "yaml";
import { messageOf } from "@/server/lib/errors";
import { parseFieldPath } from "./fieldPath";
import type { Manifest } from "./types";

export const maxTextBytes = 3 * 1024 * 1024;
/** Where what a text holds begins to hold everybody else up; a set of large CustomResourceDefinitions has half of them. */
const maxTokens = 400_000;
const refusal = `the text has more than ${maxTokens} words and signs: send it in parts, or as JSON`;
/** An alias may stand for what was written once; a text that multiplies itself is refused. */
const maxAliases = 100;
/** Of one document. */
const maxFaults = 100;

export interface ParsedText {
  /** In the order of the text, the items of a List each on their own; `at` is the line where it begins, from 1. */
  readonly documents: readonly { readonly manifest: Manifest; readonly at: number }[];
  readonly errors: readonly TextError[];
}

export interface TextError {
  /** From 1, both. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly field?: string;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One manifest in the text, still as nodes that know where they stand. */
interface Part {
  readonly node: Node;
  readonly manifest: unknown;
}

interface Read {
  readonly parts: readonly Part[];
  readonly errors: readonly TextError[];
  readonly lines: LineCounter;
}

/**
 * YAML of several documents, or JSON, as Kubernetes' parser reads it (YAML 1.1: `yes`, `on` and `0644`; a time or `1:30`
 * stays text). Every fault of the text is in `errors`; a document at fault is not among `documents`. Never throws.
 */
export function parseManifests(text: string): ParsedText {
  const { parts, errors, lines } = readText(text);
  const found = parts.map(({ node, manifest }) => {
    const place = placeOf(node, lines);
    const fault = faultOf(manifest);
    return fault
      ? { errors: [{ ...place, ...fault }] }
      : { document: { manifest: manifest as Manifest, at: place.line } };
  });
  return {
    documents: found.flatMap(({ document }) => document ?? []),
    errors: [...errors, ...found.flatMap((one) => one.errors ?? [])],
  };
}

/** One document as Kubernetes' parser reads it, whatever it holds. Throws an error of the parser's. */
export function parseYaml(text: string): unknown {
  refuseEndless(text);
  return parse(text, { ...reading, maxAliasCount: maxAliases });
}

/**
 * Says where a field of a document stands, or the nearest field around it that does; `documentIndex` counts `documents`
 * of the same text. The text is read once, at the first question.
 */
export function locator(text: string): (documentIndex: number, fieldPath: string) => Place {
  let read: Read | undefined;
  return (documentIndex, fieldPath) => {
    read ??= readText(text);
    const part = read.parts.filter(({ manifest }) => faultOf(manifest) === undefined)[documentIndex];
    return part ? placeIn(part, fieldPath, read.lines) : { line: 1, column: 1 };
  };
}

function placeIn(part: Part, fieldPath: string, lines: LineCounter): Place {
  let node: unknown = part.node;
  let place = placeOf(part.node, lines);
  for (const key of parseFieldPath(fieldPath)) {
    const next = step(node, key);
    if (!next) break;
    place = next.at ? placeOf(next.at, lines) : place;
    node = next.value;
  }
  return place;
}

/**
 * One document, whose keys may come twice: the last one counts, and each is told in the words of Kubernetes' parser.
 * Throws for any other fault, with its line.
 */
export function parseYamlLoosely(text: string): { readonly value: unknown; readonly duplicates: readonly string[] } {
  refuseEndless(text);
  const lines = new LineCounter();
  const document = parseDocument(text, { ...reading, lineCounter: lines });
  const [fault] = document.errors;
  if (fault) throw new Error(`${fault.message} at line ${toPlace(fault.pos[0], lines).line}`, { cause: fault });
  const duplicates = repeatedKeys(document).map(
    (key) => `line ${placeOf(key, lines).line}: key ${JSON.stringify(String(key.value))} already set in map`,
  );
  return { value: document.toJS({ maxAliasCount: maxAliases }), duplicates };
}

/** As `kubectl get -o yaml` prints it: keys in alphabetical order, lists not indented, long lines left whole. */
export function toYaml(object: unknown): string {
  return stringify(object, {
    version: "1.1",
    sortMapEntries: true,
    indentSeq: false,
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}

function readText(text: string): Read {
  const lines = new LineCounter();
  if (new TextEncoder().encode(text).length > maxTextBytes)
    return { parts: [], errors: [atStart(`the text is larger than ${maxTextBytes} bytes`)], lines };
  if (isEndless(text)) return { parts: [], errors: [atStart(refusal)], lines };
  const documents = parseAllDocuments(text, { ...reading, lineCounter: lines });
  if (!Array.isArray(documents)) return { parts: [], errors: [], lines };
  const read = documents.map((document) => readDocument(document, lines));
  return { parts: read.flatMap(({ parts }) => parts), errors: read.flatMap(({ errors }) => errors), lines };
}

/** The library compares each key of a map with all before it, and looks up the line of each fault: both by `repeatedKeys`. */
const reading = { version: "1.1", customTags, uniqueKeys: false, prettyErrors: false, logLevel: "error" } as const;

/** Counted by the lexer alone, which is a tenth of the work. */
function isEndless(text: string): boolean {
  if (text.length < maxTokens) return false;
  let tokens = 0;
  for (const _token of new Lexer().lex(text)) if (++tokens > maxTokens) return true;
  return false;
}

function refuseEndless(text: string): void {
  if (isEndless(text)) throw new Error(refusal);
}

/** The keys that come again in their map. */
function repeatedKeys(document: Document.Parsed<ParsedNode>): Scalar[] {
  const found: Scalar[] = [];
  visit(document, {
    Map(_key, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) found.push(key);
        seen.add(key.value);
      }
    },
  });
  return found;
}

/** Without what Go's parser does not know: numbers to base 60, times, binary and ordered maps. */
function customTags(tags: Tags): Tags {
  const unknown = new Set([
    "tag:yaml.org,2002:timestamp",
    "tag:yaml.org,2002:binary",
    "tag:yaml.org,2002:omap",
    "tag:yaml.org,2002:pairs",
    "tag:yaml.org,2002:set",
  ]);
  return tags.filter(
    (tag) => typeof tag === "string" || !(unknown.has(tag.tag) || ("format" in tag && tag.format === "TIME")),
  );
}

function readDocument(document: Document.Parsed<ParsedNode>, lines: LineCounter): Pick<Read, "parts" | "errors"> {
  const faults = [
    ...document.errors.slice(0, maxFaults).map(({ message, pos }) => ({
      ...toPlace(pos[0], lines),
      message: firstLine(message),
    })),
    ...repeatedKeys(document)
      .slice(0, maxFaults)
      .map((key) => ({ ...placeOf(key, lines), message: "Map keys must be unique" })),
  ];
  const root = document.contents;
  if (faults.length > 0 || !root) return { parts: [], errors: faults };
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { parts: value === null ? [] : partsOf(root, value), errors: [] };
  } catch (error) {
    return { parts: [], errors: [{ ...placeOf(root, lines), message: messageOf(error) }] };
  }
}

/** A List is its items. */
function partsOf(node: Node, manifest: unknown): Part[] {
  if (!isListKind(manifest) || !isMap(node)) return [{ node, manifest }];
  const nodes = node.get("items");
  return manifest.items.map((item, index) => {
    const own = isSeq(nodes) ? nodes.items[index] : undefined;
    return { node: isMap(own) || isScalar(own) || isSeq(own) ? own : node, manifest: item };
  });
}

function isListKind(value: unknown): value is { items: unknown[] } {
  if (typeof value !== "object" || value === null) return false;
  const { kind, items } = value as { kind?: unknown; items?: unknown };
  return typeof kind === "string" && kind.endsWith("List") && Array.isArray(items);
}

function faultOf(manifest: unknown): Pick<TextError, "message" | "field"> | undefined {
  if (typeof manifest !== "object" || manifest === null || Array.isArray(manifest))
    return { message: "a manifest must be an object with apiVersion, kind and metadata" };
  const { apiVersion, kind, metadata } = manifest as Record<string, unknown>;
  if (!apiVersion || typeof apiVersion !== "string")
    return { message: "apiVersion: Required value", field: "apiVersion" };
  if (!kind || typeof kind !== "string") return { message: "kind: Required value", field: "kind" };
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata))
    return { message: "metadata: Required value", field: "metadata" };
  return undefined;
}

/** One key deeper: where it stands, and what lies there. */
function step(node: unknown, key: string | number): { readonly at?: Node; readonly value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key: own }) => isScalar(own) && String(own.value) === String(key));
    return isPair(pair) ? { at: pair.key as Node, value: pair.value } : undefined;
  }
  if (!isSeq(node) || typeof key !== "number") return undefined;
  const item = node.items[key];
  return item === undefined ? undefined : { at: item as Node, value: item };
}

function placeOf(node: Pick<Node, "range">, lines: LineCounter): Place {
  const range: Range | null | undefined = node.range;
  return toPlace(range?.[0] ?? 0, lines);
}

function toPlace(offset: number, lines: LineCounter): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function atStart(message: string): TextError {
  return { line: 1, column: 1, message };
}

/** The parser's own message goes on with a picture of the place. */
function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "");
}
