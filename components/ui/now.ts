"use client";
import { useEffect, useState } from "react";

/** Wall time in milliseconds: the one place in the browser that reads the clock. */
export function nowMs(): number {
  return Date.now();
}

/** The time, read again every `stepMs`; for ages and countdowns. */
export function useNow(stepMs = 1_000): number {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(nowMs()), stepMs);
    return () => clearInterval(timer);
  }, [stepMs]);
  return now;
}
