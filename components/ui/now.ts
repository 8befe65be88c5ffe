"use client";
import { useSyncExternalStore } from "react";

/** Wall time in milliseconds: the one place in the browser that reads the clock. */
export function nowMs(): number {
  return Date.now();
}

/** What is made of the time, read again each second; drawn again only where it came out otherwise. */
export function useEachSecond<Made extends string | number | boolean>(make: (nowMs: number) => Made): Made {
  const read = () => make(Math.floor(nowMs() / stepMs) * stepMs);
  return useSyncExternalStore(eachSecond, read, read);
}

const stepMs = 1_000;
const calls = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all: a page full of ages is drawn once a second, not once for each of them. */
function eachSecond(call: () => void): () => void {
  calls.add(call);
  timer ??= setInterval(() => {
    for (const each of calls) each();
  }, stepMs);
  return () => {
    calls.delete(call);
    if (calls.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
