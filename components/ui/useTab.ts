"use client";
import { useSearchParams } from "next/navigation";

/** The open part of a page, kept in the address: `?tab=logs`. The first is the one an address without it shows. */
export function useTab<K extends string>(keys: readonly [K, ...K[]]): [K, (key: K) => void] {
  const wanted = useSearchParams().get("tab");
  const open = keys.find((key) => key === wanted) ?? keys[0];
  return [
    open,
    (key) => {
      const params = new URLSearchParams(window.location.search);
      if (key === keys[0]) params.delete("tab");
      else params.set("tab", key);
      const text = params.toString();
      window.history.replaceState(null, "", window.location.pathname + (text ? `?${text}` : ""));
    },
  ];
}
