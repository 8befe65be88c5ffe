import type { ReactNode } from "react";
import { cn } from "./cn";
import type { Tone } from "./Tag";

/** What is so, why, and what happens next, in one sentence, before any figure. */
export function Sentence({ lead, tone = "quiet", children }: { lead?: ReactNode; tone?: Tone; children: ReactNode }) {
  return (
    <p
      className={cn(
        "flex flex-wrap items-baseline gap-x-2.5 rounded-lg border border-line bg-panel px-3.5 py-2.5 text-soft [&_b]:font-medium [&_b]:text-ink",
        tone === "bad" && "border-transparent bg-bad-wash",
        tone === "warn" && "border-transparent bg-warn-wash",
      )}
    >
      {lead ? <b>{lead}</b> : null}
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</span>
    </p>
  );
}
