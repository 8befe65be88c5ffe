"use client";
import { useEffect } from "react";

const marks = { critical: "▲ ", warning: "■ ", well: "", busy: "" } as const;

/** The window's title; trouble shows in it by the same shape as everywhere. */
export function usePageTitle(title: string, severity: keyof typeof marks = "well"): void {
  useEffect(() => {
    document.title = `${marks[severity]}${title} · Pilothouse`;
  }, [title, severity]);
}
