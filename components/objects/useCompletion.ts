"use client";
import { useEffect, useState } from "react";
import { api } from "@/components/live/api";
import type { Complete } from "@/components/ui/editorSetup";

/** Completion by the kinds' own schemas, which are loaded when an editor is first opened. */
export function useCompletion(): Complete | undefined {
  const [complete, setComplete] = useState<Complete>();
  useEffect(() => {
    let isGone = false;
    const custom = api.kinds.schemas.query({}).then(
      ({ schemas }) => schemas,
      () => [],
    );
    void Promise.all([import("./schemaCompletion"), custom]).then(([{ completeWith }, schemas]) => {
      if (!isGone) setComplete(() => completeWith(schemas));
    });
    return () => {
      isGone = true;
    };
  }, []);
  return complete;
}
