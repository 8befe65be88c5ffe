import { cn } from "./cn";

/** What a glyph can mean. Shape comes before colour: each is readable without it. */
export type GlyphShape = "blue" | "green" | "critical" | "warning" | "inHand" | "well" | "idle";

const shapes: Record<GlyphShape, string> = {
  blue: "size-[9px] rounded-full bg-blue",
  green: "size-[8px] rotate-45 rounded-[1px] bg-green",
  critical: "size-[9px] bg-bad [clip-path:polygon(50%_0,100%_100%,0_100%)]",
  warning: "size-[8px] bg-warn",
  inHand: "size-[9px] rounded-full border-[1.5px] border-faint",
  well: "size-[5px] rounded-full bg-faint",
  idle: "h-[1.5px] w-[8px] bg-faint",
};

/** With a label it speaks for itself; without one it only goes with the text beside it. */
export function Glyph({ shape, label, className }: { shape: GlyphShape; label?: string; className?: string }) {
  const look = cn("inline-block shrink-0", shapes[shape], className);
  return label ? <span role="img" aria-label={label} className={look} /> : <span aria-hidden="true" className={look} />;
}
