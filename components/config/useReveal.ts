"use client";
import { useEffect, useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { nowMs } from "@/components/ui/now";

const shownMs = 60_000;

interface Shown {
  readonly values: Readonly<Record<string, string>>;
  /** Keys whose values are no text. */
  readonly binary: readonly string[];
  /** When they are hidden again, in milliseconds since 1970. */
  readonly untilMs: number;
}

const nothing: Shown = { values: {}, binary: [], untilMs: 0 };

/** A Secret's values for as long as somebody looks: a minute at most, and no longer than the page (or this version of it) is there. */
export function useReveal({
  namespace,
  name,
  resourceVersion,
}: {
  namespace: string;
  name: string;
  resourceVersion: string;
}) {
  const [shown, setShown] = useState(nothing);
  const hide = () => setShown(nothing);
  const { act, isBusy } = useAct({
    run: (keys: readonly string[] | undefined) =>
      api.secrets.reveal.mutate({ namespace, name, ...(keys ? { keys: [...keys] } : {}) }),
    onDone: ({ values, binary }) =>
      setShown((old) => ({
        values: { ...old.values, ...values },
        binary: [...old.binary, ...binary],
        untilMs: nowMs() + shownMs,
      })),
  });
  useEffect(() => {
    if (shown.untilMs === 0) return undefined;
    const timer = setTimeout(() => setShown(nothing), shown.untilMs - nowMs());
    return () => clearTimeout(timer);
  }, [shown.untilMs]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was shown belongs to the version it was read of
  useEffect(() => setShown(nothing), [namespace, name, resourceVersion]);
  const isShown = shown.untilMs > 0;
  return { ...shown, isShown, isBusy, hide, reveal: (keys?: readonly string[]) => void act(keys) };
}
