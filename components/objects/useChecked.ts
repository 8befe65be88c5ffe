"use client";
import { useEffect, useState } from "react";
import { type Problem, problemOf } from "@/components/live/api";
import type { EditorProblem } from "@/components/ui/EditorBox";
import { type AppliedDocument, checkYaml, problemsIn, TextFaults } from "./applyYaml";

interface Checked {
  readonly documents: readonly AppliedDocument[];
  readonly problems: readonly EditorProblem[];
  readonly isChecking: boolean;
  /** The check itself could not be made. */
  readonly failure?: Problem;
}

const nothing: Checked = { documents: [], problems: [], isChecking: false };
const pauseMs = 400;

/** What the engine says to the text: asked when nobody has typed for a moment. The newest text's answer counts. */
export function useChecked(text: string): Checked {
  const [checked, setChecked] = useState(nothing);
  useEffect(() => {
    if (text.trim() === "") {
      setChecked(nothing);
      return undefined;
    }
    let isStale = false;
    setChecked((old) => ({ ...old, isChecking: true }));
    const timer = setTimeout(async () => {
      const answer = await checkYaml(text).then(
        (documents): Checked => ({ documents, problems: documents.flatMap(problemsIn), isChecking: false }),
        (error): Checked => {
          if (error instanceof TextFaults) return { ...nothing, problems: error.problems };
          const failure = problemOf(error);
          return { ...nothing, failure, problems: [{ line: 1, message: failure.says || failure.reason }] };
        },
      );
      if (!isStale) setChecked(answer);
    }, pauseMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [text]);
  return checked;
}
