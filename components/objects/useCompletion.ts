"use client";
import { useEffect, useState } from "react";
import type { Complete } from "@/components/ui/editorSetup";

/** Completion by the kinds' own schemas, which are loaded when an editor is first opened. */
export function useCompletion(): Complete | undefined {
  const [complete, setComplete] = useState<Complete>();
  useEffect(() => {
    let isGone = false;
    void import("./schemaCompletion").then(({ completeBySchema }) => {
      if (!isGone) setComplete(() => completeBySchema);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return complete;
}
