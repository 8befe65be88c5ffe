import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parse,
  parseAllDocuments,
  parseDocument,
  type Range,
  stringify,
  type Tags,
} from "yaml";
import { messageOf } from "@/server/lib/errors";
import { parseFieldPath } from "./fieldPath";
import type { Manifest } from "./types";

export const maxTextBytes = 3 * 1024 * 1024;
/** An alias may stand for what was written once; a text that multiplies itself is refused. */
const maxAliases = 100;

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
  return parse(text, { version: "1.1", customTags, maxAliasCount: maxAliases });
}

/** Where a field stands, or the nearest field around it that does; `documentIndex` counts `documents` of the same text. */
export function locate(text: string, documentIndex: number, fieldPath: string): Place {
  const { parts, lines } = readText(text);
  const part = parts.filter(({ manifest }) => faultOf(manifest) === undefined)[documentIndex];
  if (!part) return { line: 1, column: 1 };
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
 * Throws an error of the parser's for any other fault.
 */
export function parseYamlLoosely(text: string): { readonly value: unknown; readonly duplicates: readonly string[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: "1.1", customTags, lineCounter: lines });
  const fault = document.errors.find(({ code }) => code !== "DUPLICATE_KEY");
  if (fault) throw fault;
  const duplicates = document.errors.map(({ pos: [start] }) => {
    const key = /^(?:"[^"]*"|'[^']*'|[^:\s]+)/.exec(text.slice(start))?.[0].replace(/^["']|["']$/g, "") ?? "";
    return `line ${toPlace(start, lines).line}: key ${JSON.stringify(key)} already set in map`;
  });
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
  const documents = parseAllDocuments(text, { version: "1.1", customTags, lineCounter: lines });
  if (!Array.isArray(documents)) return { parts: [], errors: [], lines };
  const read = documents.map((document) => readDocument(document, lines));
  return { parts: read.flatMap(({ parts }) => parts), errors: read.flatMap(({ errors }) => errors), lines };
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
  const faults = document.errors.map(({ message, pos }) => ({
    ...toPlace(pos[0], lines),
    message: firstLine(message),
  }));
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
