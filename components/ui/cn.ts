import { cx } from "class-variance-authority";
import { twMerge } from "tailwind-merge";

/** Class names joined; of two that contradict each other the later one holds. */
export function cn(...values: Parameters<typeof cx>): string {
  return twMerge(cx(values));
}
