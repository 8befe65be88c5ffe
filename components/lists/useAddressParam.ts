"use client";
import { useSearchParams } from "next/navigation";

/** A choice that is kept in the address, beside what others keep there; empty when nothing was chosen. */
export function useAddressParam(name: string): [string, (value: string) => void] {
  const value = useSearchParams().get(name) ?? "";
  return [
    value,
    (next) => {
      const params = new URLSearchParams(window.location.search);
      if (next) params.set(name, next);
      else params.delete(name);
      const text = params.toString();
      window.history.replaceState(null, "", window.location.pathname + (text ? `?${text}` : ""));
    },
  ];
}
