import { cn } from "./cn";

/** Holds the place of what is coming, at its final size. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn("block h-3 animate-[breathe_1.4s_ease-in-out_infinite] rounded-sm bg-selected", className)}
    />
  );
}
