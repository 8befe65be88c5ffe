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
