import type { ReactNode } from "react";

export const rowHeightPx = 34;
export const headHeightPx = 32;

export interface Sort {
  readonly column: string;
  readonly direction: "asc" | "desc";
}

export interface WindowColumn<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** What the server calls this column when it sorts; left out: it can't be sorted by. */
  readonly sortBy?: string;
  readonly isFigure?: boolean;
  readonly className?: string;
}

/** How many rows are asked for at once; the server's own limit is 200. */
const windowRows = 180;
/** Windows begin at a multiple of this, so that a little scrolling asks for nothing. */
const stepRows = 40;

/** So many rows are drawn and as many dropped at once: between two such steps scrolling only moves what is there. */
const drawStepRows = 8;

/** The rows to draw where the box is scrolled by `scrollTopPx` and `heightPx` high: those in sight, and some around. */
export function drawnAt(scrollTopPx: number, heightPx: number): { first: number; last: number } {
  const first = (Math.floor(scrollTopPx / rowHeightPx / drawStepRows) - 1) * drawStepRows;
  // As many at every place: were the last row reckoned by itself, each step would be two, and draw twice.
  const rows = (Math.ceil(heightPx / rowHeightPx / drawStepRows) + 3) * drawStepRows;
  return { first: Math.max(0, first), last: first + rows };
}

/** The rows to ask for when those from `first` to `last` are in sight: about as many before as after. */
export function windowFor(
  inSight: { readonly first: number; readonly last: number },
  count: number,
): { offset: number; limit: number } {
  const middle = (inSight.first + inSight.last) / 2;
  const start = Math.floor((middle - windowRows / 2) / stepRows) * stepRows;
  const latest = Math.max(0, Math.ceil((count - windowRows) / stepRows) * stepRows);
  return { offset: Math.max(0, Math.min(start, latest)), limit: windowRows };
}
