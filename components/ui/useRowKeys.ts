"use client";
import { useTranslations } from "next-intl";
import { type RefObject, useState } from "react";
import { useHotkey } from "@/components/keys/KeysProvider";
import { headHeightPx, rowHeightPx } from "./windowRows";

interface RowKeys<Row> {
  readonly box: RefObject<HTMLElement | null>;
  readonly rows: readonly Row[] | undefined;
  readonly offset: number;
  readonly count: number;
  readonly onOpen: (row: Row) => void;
}

/** The current row of a list, by key: it stays the current one when rows slide in above it. */
export function useRowKeys<Row extends { readonly key: string }>({ box, rows, offset, count, onOpen }: RowKeys<Row>) {
  const t = useTranslations("ui");
  const [current, setCurrent] = useState<{ readonly key: string; readonly index: number }>();
  const found = rows?.findIndex(({ key }) => key === current?.key) ?? -1;
  const index = found >= 0 ? found + offset : (current?.index ?? -1);
  const move = (to: number) => {
    const target = Math.max(0, Math.min(count - 1, to));
    const row = rows?.[target - offset];
    if (row) setCurrent({ key: row.key, index: target });
    scrollTo(box.current, target);
  };
  useHotkey({ keys: ["j", "down"], label: t("keys.next"), run: () => move(index + 1) });
  useHotkey({ keys: ["k", "up"], label: t("keys.previous"), run: () => move(index < 0 ? 0 : index - 1) });
  useHotkey({ keys: "home", run: () => move(0) });
  useHotkey({ keys: "end", run: () => move(count - 1) });
  const row = rows?.[index - offset];
  useHotkey({
    keys: ["enter", "o"],
    label: t("keys.open"),
    run: () => (row ? onOpen(row) : undefined),
  });
  return {
    currentKey: row?.key,
    current: row,
    point: (pointed: Row) => setCurrent({ key: pointed.key, index: (rows?.indexOf(pointed) ?? 0) + offset }),
  };
}

/** Scrolls as little as it takes to show the row whole. */
function scrollTo(box: HTMLElement | null, index: number): void {
  if (!box) return;
  const top = index * rowHeightPx;
  const roomPx = box.clientHeight - headHeightPx;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + rowHeightPx > box.scrollTop + roomPx) box.scrollTop = top + rowHeightPx - roomPx;
}
