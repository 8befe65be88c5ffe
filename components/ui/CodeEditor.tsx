"use client";
import dynamic from "next/dynamic";
import { cn } from "./cn";
import type { EditorBoxProps } from "./EditorBox";
import { Skeleton } from "./Skeleton";

const EditorBox = dynamic(() => import("./EditorBox").then(({ EditorBox }) => EditorBox), {
  ssr: false,
  loading: () => (
    <div className="grid content-start gap-2 p-3.5">
      <Skeleton className="w-1/4" />
      <Skeleton className="w-1/3" />
      <Skeleton className="w-1/5" />
    </div>
  ),
});

/** A YAML editor, loaded when it is first shown. Problems stand at their lines. */
export function CodeEditor({ className, ...props }: EditorBoxProps & { className?: string }) {
  return (
    <div
      className={cn(
        "h-[max(300px,calc(100dvh-330px))] overflow-hidden rounded-lg border border-line bg-panel",
        className,
      )}
    >
      <EditorBox {...props} />
    </div>
  );
}
