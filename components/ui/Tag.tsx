import type { ReactNode } from "react";
import { cn } from "./cn";

export type Tone = "quiet" | "warn" | "bad";

const tones: Record<Tone, string> = {
  quiet: "border-line text-soft",
  warn: "border-transparent bg-warn-wash text-warn",
  bad: "border-transparent bg-bad-wash text-bad",
};

/** A state in a word or two. */
export function Tag({ tone = "quiet", children, className }: { tone?: Tone; children: ReactNode; className?: string }) {
  return (
    <span
      className={cn(
        "num inline-flex h-[22px] items-center gap-1.5 rounded-full border px-2 text-sm whitespace-nowrap",
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
