"use client";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import type { Sort } from "@/components/ui/windowRows";
import { type ListState, listSearch, parseListState } from "./listState";

/** The list's state, kept in the address. */
export function useListState(sort: Sort): [ListState, (change: Partial<ListState>) => void] {
  const params = useSearchParams();
  const { column, direction } = sort;
  const change = useCallback(
    (part: Partial<ListState>) => {
      const usual = { column, direction };
      const now = parseListState(new URLSearchParams(window.location.search), usual);
      const search = listSearch(window.location.search, { ...now, ...part }, usual);
      window.history.replaceState(null, "", window.location.pathname + search);
    },
    [column, direction],
  );
  return [parseListState(params, sort), change];
}
