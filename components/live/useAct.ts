"use client";
import { useTranslations } from "next-intl";
import { useCallback, useRef, useState } from "react";
import { toast } from "sonner";
import { type Problem, problemOf } from "./api";
import { LastAct } from "./lastAct";

interface Act<I, O> {
  readonly run: (input: I) => Promise<O>;
  /** What to say when it is done; nothing when left out. */
  readonly says?: (input: I, output: O) => string | undefined;
  /** Takes it back; offered beside what was said, and by Z. */
  readonly undo?: (input: I, output: O) => Promise<unknown>;
  readonly onDone?: (output: O, input: I) => void;
  /** True: the caller shows what went wrong beside its cause (a form). */
  readonly isQuietOnError?: boolean;
}

export interface Acting<I> {
  readonly act: (input: I) => Promise<boolean>;
  readonly isBusy: boolean;
  readonly problem: Problem | undefined;
  readonly reset: () => void;
}

/** Long enough to see what a delete did before it can no longer be taken back from here. */
const undoToastMs = 10_000;

const lastAct = new LastAct();

/** Takes back the last act, where that can be: what Z does. False when it cannot. */
export function undoLast(): boolean {
  return lastAct.takeBack();
}

/** A mutation as a person sees it: busy, then done (with undo) or refused in the server's words. */
export function useAct<I, O>(act: Act<I, O>): Acting<I> {
  const t = useTranslations("ui");
  const latest = useRef(act);
  latest.current = act;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = useCallback(
    async (input: I): Promise<boolean> => {
      setBusy(true);
      setProblem(undefined);
      try {
        const output = await latest.current.run(input);
        announce(latest.current, input, output, t);
        latest.current.onDone?.(output, input);
        return true;
      } catch (error) {
        const found = problemOf(error);
        setProblem(found);
        if (!latest.current.isQuietOnError) showProblem(found, t);
        return false;
      } finally {
        setBusy(false);
      }
    },
    [t],
  );
  return { act: run, isBusy, problem, reset: () => setProblem(undefined) };
}

type Translate = ReturnType<typeof useTranslations<"ui">>;

function announce<I, O>(act: Act<I, O>, input: I, output: O, t: Translate): void {
  const says = act.says?.(input, output);
  const { undo } = act;
  lastAct.clear();
  if (!says) return;
  if (!undo) {
    toast(says);
    return;
  }
  const offer = lastAct.offer(() => {
    toast.dismiss(id);
    undo(input, output).then(
      () => toast(t("undone")),
      (error) => showProblem(problemOf(error), t),
    );
  });
  const id = toast(says, {
    duration: undoToastMs,
    action: { label: t("undo"), onClick: offer.take },
    onDismiss: offer.close,
    onAutoClose: offer.close,
  });
}

export function showProblem(problem: Problem, t: Translate): void {
  const says = problem.reason === "Unreachable" ? t("unreachable") : problem.says || problem.reason;
  toast.error(says, {
    description: problem.fields.map(({ field, message }) => `${field}: ${message}`).join("\n") || undefined,
  });
}
