import type { ComponentProps } from "react";
import { cn } from "./cn";
import { inputClass } from "./Input";

const mostRows = 14;

/** Grows with its text, up to a point; text of machines, so in their script and unchecked. */
export function Textarea({ className, value, ...rest }: Omit<ComponentProps<"textarea">, "value"> & { value: string }) {
  return (
    <textarea
      autoComplete="off"
      spellCheck={false}
      rows={Math.min(mostRows, value.split("\n").length)}
      value={value}
      {...rest}
      className={cn(
        inputClass,
        "h-auto min-h-[30px] resize-y py-1 font-mono text-[12px] leading-5 phone:h-auto",
        className,
      )}
    />
  );
}
