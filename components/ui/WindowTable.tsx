"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { cn } from "./cn";
import { Skeleton } from "./Skeleton";
import { useRowKeys } from "./useRowKeys";
import { drawnAt, headHeightPx, rowHeightPx, type Sort, type WindowColumn, windowFor } from "./windowRows";

interface WindowTableProps<Row extends { readonly key: string }> {
  /** Says what is listed. */
  readonly label: string;
  readonly columns: readonly WindowColumn<Row>[];
  /** The rows from `offset` on; undefined while the first are on their way. */
  readonly rows: readonly Row[] | undefined;
  readonly offset: number;
  /** How many rows there are in all. */
  readonly count: number;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  /** The rows to ask the server for, as the person scrolls. */
  readonly onWindow: (window: { readonly offset: number; readonly limit: number }) => void;
  readonly onOpen: (row: Row) => void;
  /** Instead of rows, when there are none. */
  readonly empty: ReactNode;
}

/**
 * A list of any length: rows have one height, the server gives the ones in sight and some around them, and a row not
 * here yet holds its place. j/k and the arrows move, Enter opens.
 */
export function WindowTable<Row extends { readonly key: string }>(props: WindowTableProps<Row>) {
  const { columns, rows, offset, count, onWindow } = props;
  const t = useTranslations("ui");
  const box = useRef<HTMLElement>(null);
  const [range, setRange] = useState({ first: 0, last: 40 });
  const measure = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const next = drawnAt(element.scrollTop, element.clientHeight);
    setRange((old) => (old.first === next.first && old.last === next.last ? old : next));
  }, []);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [measure]);
  const wanted = windowFor(range, count);
  useEffect(() => onWindow({ offset: wanted.offset, limit: wanted.limit }), [onWindow, wanted.offset, wanted.limit]);

  const keys = useRowKeys({ box, rows, offset, count, onOpen: props.onOpen });
  // Rows are drawn again only when they changed: what they call stays the same, and does the newest.
  const calls = useRef({ open: props.onOpen, point: keys.point });
  useEffect(() => {
    calls.current = { open: props.onOpen, point: keys.point };
  });
  const open = useCallback((row: Row) => calls.current.open(row), []);
  const point = useCallback((row: Row) => calls.current.point(row), []);
  const last = Math.min(range.last, rows ? count : 12);
  const shown = Array.from({ length: Math.max(0, last - range.first) }, (_, index) => range.first + index);
  if (rows && count === 0) return props.empty;
  return (
    <section
      ref={box}
      onScroll={measure}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
      tabIndex={0}
      aria-label={props.label}
      // Its own background lets the browser scroll it without painting it again.
      className="relative max-h-full min-h-0 overflow-auto overscroll-contain bg-raised focus-visible:outline-offset-[-2px]"
    >
      <table
        aria-rowcount={count + 1}
        aria-busy={!rows || undefined}
        className="w-full border-collapse phone:min-w-max"
      >
        <thead>
          <tr aria-rowindex={1} style={{ height: headHeightPx }}>
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer rows={range.first} columns={columns.length} />
          {shown.map((index) => {
            const row = rows?.[index - offset];
            return row ? (
              <MemoRow
                key={row.key}
                row={row}
                index={index}
                columns={columns}
                isCurrent={keys.currentKey === row.key}
                onOpen={open}
                onPoint={point}
              />
            ) : (
              <tr key={index} style={{ height: rowHeightPx }}>
                {columns.map((column, at) => (
                  <td key={column.key} className="border-b border-line px-3.5">
                    <Skeleton className={at === 0 ? "w-44" : "w-12"} />
                  </td>
                ))}
              </tr>
            );
          })}
          <Spacer rows={Math.max(0, count - last)} columns={columns.length} />
        </tbody>
      </table>
      <p className="sr-only" role="status">
        {rows ? t("rowCount", { count }) : t("loading")}
      </p>
    </section>
  );
}

function Spacer({ rows, columns }: { rows: number; columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr>
      <td colSpan={columns} style={{ height: rows * rowHeightPx, padding: 0 }} />
    </tr>
  );
}

interface HeadCellProps<Row> {
  readonly column: WindowColumn<Row>;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const isSorted = column.sortBy !== undefined && sort.column === column.sortBy;
  const Arrow = sort.direction === "asc" ? ArrowUp : ArrowDown;
  const look = cn(
    "sticky top-0 z-[1] border-b border-line bg-raised px-3.5 text-left text-sm font-normal whitespace-nowrap text-faint",
    column.isFigure && "text-right",
    column.className,
  );
  if (column.sortBy === undefined)
    return (
      <th scope="col" className={look}>
        {column.title}
      </th>
    );
  const next: Sort = { column: column.sortBy, direction: isSorted && sort.direction === "asc" ? "desc" : "asc" };
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (sort.direction === "asc" ? "ascending" : "descending") : "none"}
      className={look}
    >
      <button
        type="button"
        onClick={() => onSort(next)}
        className={cn(
          "inline-flex items-center gap-1 align-middle hover:text-ink",
          isSorted && "text-ink",
          // Over figures the title ends where they end.
          column.isFigure && "flex-row-reverse",
        )}
      >
        {column.title}
        <Arrow aria-hidden="true" className={cn("size-3", isSorted ? "" : "invisible")} />
      </button>
    </th>
  );
}

interface BodyRowProps<Row extends { readonly key: string }> {
  readonly row: Row;
  readonly index: number;
  readonly columns: readonly WindowColumn<Row>[];
  readonly isCurrent: boolean;
  readonly onOpen: (row: Row) => void;
  readonly onPoint: (row: Row) => void;
}

function BodyRow<Row extends { readonly key: string }>({
  row,
  index,
  columns,
  isCurrent,
  onOpen,
  onPoint,
}: BodyRowProps<Row>) {
  return (
    <tr
      aria-rowindex={index + 2}
      data-row={row.key}
      aria-current={isCurrent || undefined}
      style={{ height: rowHeightPx }}
      className={cn("cursor-pointer hover:bg-hover", isCurrent && "bg-selected hover:bg-selected")}
      onClick={(event) => {
        onPoint(row);
        // A link or a button in the row does its own work.
        if (!(event.target as HTMLElement).closest("a,button") && !window.getSelection()?.toString()) onOpen(row);
      }}
    >
      {columns.map((column) => (
        <td
          key={column.key}
          className={cn(
            "border-b border-line px-3.5 whitespace-nowrap",
            column.isFigure && "num text-right",
            column.className,
          )}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

const MemoRow = memo(BodyRow) as typeof BodyRow;
