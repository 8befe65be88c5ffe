import { cn } from "./cn";
import { Glyph } from "./Glyph";

interface StatusMarkProps {
  readonly status: string;
  readonly severity: "well" | "busy" | "warning" | "critical";
  /** Why, cut to the room there is, whole as the title; left out where all is well. */
  readonly message?: string | undefined;
}

const shapes = { well: "well", busy: "inHand", warning: "warning", critical: "critical" } as const;
const tones = { well: "text-soft", busy: "text-ink", warning: "text-warn", critical: "text-bad" } as const;

/** A state with its shape: quiet when all is well. */
export function StatusMark({ status, severity, message }: StatusMarkProps) {
  return (
    <span className="flex min-w-0 items-center gap-2" title={message}>
      <span className="grid w-[9px] shrink-0 place-items-center">
        <Glyph shape={shapes[severity]} />
      </span>
      <span className={cn("shrink-0", tones[severity])}>{status}</span>
      {message && severity !== "well" ? <span className="clip text-faint">{message}</span> : null}
    </span>
  );
}
