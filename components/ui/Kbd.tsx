"use client";
import { comboLabel } from "@/components/keys/combo";
import { useIsMac } from "@/components/keys/KeysProvider";
import { cn } from "./cn";

/** A key as it is printed on the keyboard; hidden on a phone, which has none. */
export function Kbd({ combo, className }: { combo: string; className?: string }) {
  const isMac = useIsMac();
  return (
    <span
      aria-hidden="true"
      suppressHydrationWarning
      className={cn(
        "key inline-block min-w-[18px] rounded-sm border border-b-2 border-line bg-raised px-1 text-center font-sans text-xs font-medium text-faint phone:hidden",
        className,
      )}
    >
      {comboLabel(combo, isMac)}
    </span>
  );
}
