import * as z from "zod";
import { type Filterable, parseFilter } from "./filter";
import { severityRank } from "./severity";
import { smallest } from "./smallest";

const maxRows = 200;

/** The input of every list. `columns` are what it can be sorted by, the first being the default. */
export function windowInput<const C extends readonly [string, ...string[]]>(columns: C) {
  return z.object({
    namespace: z.string().max(63).optional(),
    /** See filter.ts for the words. */
    filter: z.string().max(500).default(""),
    sort: z
      .object({ column: z.enum(columns), direction: z.enum(["asc", "desc"]).default("asc") })
      .default({ column: columns[0], direction: "asc" } as never),
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(maxRows).default(50),
  });
}

export interface WindowInput {
  readonly filter: string;
  readonly sort: { readonly column: string; readonly direction: "asc" | "desc" };
  readonly offset: number;
  readonly limit: number;
}

/** One window of a list. Rows carry a `key` of their own, by which changes are told apart. */
export interface Windowed<Row extends { readonly key: string }> {
  readonly rows: readonly Row[];
  readonly offset: number;
  /** How many there are (in the namespace), and how many of them the filter lets through. */
  readonly total: number;
  readonly matched: number;
  /** All of them by status. */
  readonly counts: Readonly<Record<string, number>>;
  readonly resourceVersion: string;
}

/** What is filtered and sorted by: cheap, and the same for as long as the object is. */
export interface Cells extends Filterable {
  readonly createdAt: string;
  /** What may be sorted by beside name, namespace, status and age. */
  readonly sortable?: Readonly<Record<string, string | number>>;
}

export interface WindowOf<T, Row> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  cells(item: T): Cells;
  project(item: T): Row;
}

/** Filters and sorts by cells, cuts the window, and projects only what is in it. */
export function windowOf<T, Row extends { readonly key: string }>(
  list: WindowOf<T, Row>,
  input: WindowInput,
): Windowed<Row> {
  const test = parseFilter(input.filter);
  const counts: Record<string, number> = {};
  const found: Entry<T>[] = [];
  for (const item of list.items) {
    const cells = list.cells(item);
    counts[cells.status] = (counts[cells.status] ?? 0) + 1;
    if (!test || test(cells)) found.push({ item, cells, by: sortKey(cells, input.sort.column) });
  }
  // The age grows as the date of birth falls.
  const isAscending = (input.sort.direction === "asc") !== (input.sort.column === "age");
  const first = smallest(found, input.offset + input.limit, isAscending ? ascending : descending);
  const rows = first.slice(input.offset).map(({ item }) => list.project(item));
  return {
    rows,
    offset: input.offset,
    total: list.items.length,
    matched: found.length,
    counts,
    resourceVersion: list.resourceVersion,
  };
}

interface Entry<T> {
  readonly item: T;
  readonly cells: Cells;
  readonly by: string | number;
}

function sortKey(cells: Cells, column: string): string | number {
  if (column === "name") return cells.name;
  if (column === "namespace") return cells.namespace;
  if (column === "status") return `${severityRank(cells.severity)}${cells.status}`;
  if (column === "age") return cells.createdAt;
  return cells.sortable?.[column] ?? "";
}

function ascending(a: Entry<unknown>, b: Entry<unknown>): number {
  return a.by < b.by ? -1 : a.by > b.by ? 1 : byName(a.cells, b.cells);
}

function descending(a: Entry<unknown>, b: Entry<unknown>): number {
  return a.by < b.by ? 1 : a.by > b.by ? -1 : byName(a.cells, b.cells);
}

function byName(a: Cells, b: Cells): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.namespace < b.namespace ? -1 : a.namespace > b.namespace ? 1 : 0;
}
