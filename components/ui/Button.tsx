"use client";
import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const buttonClass = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none aria-disabled:opacity-55 aria-disabled:cursor-not-allowed disabled:opacity-55 disabled:cursor-not-allowed",
  {
    variants: {
      look: {
        plain: "border-line-strong bg-raised text-ink hover:bg-hover",
        solid:
          "border-solid bg-solid text-on-solid [&_.key]:border-on-solid/35 [&_.key]:bg-transparent [&_.key]:text-inherit hover:opacity-90",
        danger: "border-line-strong bg-raised text-bad hover:bg-bad-wash",
        ghost: "border-transparent bg-transparent text-soft hover:bg-hover hover:text-ink",
      },
      size: { normal: "h-[30px] px-2.5", small: "h-6 px-2 text-sm", icon: "size-[30px] p-0", large: "h-9 px-4" },
    },
    defaultVariants: { look: "plain", size: "normal" },
  },
);

export type ButtonLook = VariantProps<typeof buttonClass>;

interface ButtonProps extends ComponentProps<"button">, ButtonLook {
  /** Lends its look to the one child (a link). */
  asChild?: boolean;
}

export function Button({ look, size, asChild, className, ...rest }: ButtonProps) {
  const Part = asChild ? Slot.Root : "button";
  return (
    <Part
      {...(asChild ? {} : { type: "button" as const })}
      {...rest}
      className={cn(buttonClass({ look, size }), className)}
    />
  );
}
