import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A short table whose rows are all there. Long ones are a `WindowTable`. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return <table {...rest} className={cn("w-full border-collapse [&_tbody_tr:last-child>td]:border-b-0", className)} />;
}

export function Th({ isFigure, className, ...rest }: ComponentProps<"th"> & { isFigure?: boolean }) {
  return (
    <th
      scope="col"
      {...rest}
      className={cn(
        "border-b border-line px-3.5 py-1.5 text-left text-sm font-normal whitespace-nowrap text-faint",
        isFigure && "text-right",
        className,
      )}
    />
  );
}

export function Td({
  isFigure,
  wraps,
  className,
  ...rest
}: ComponentProps<"td"> & { isFigure?: boolean; wraps?: boolean }) {
  return (
    <td
      {...rest}
      className={cn(
        "h-[34px] border-b border-line px-3.5",
        wraps ? "py-1.5 whitespace-normal" : "whitespace-nowrap",
        isFigure && "num text-right",
        className,
      )}
    />
  );
}
