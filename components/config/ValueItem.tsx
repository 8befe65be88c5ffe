"use client";
import type { ReactNode } from "react";
import { formatBytes } from "@/components/format/figures";
import { CopyButton } from "@/components/ui/CopyButton";

interface ValueItemProps {
  readonly name: string;
  /** Undefined: it is not shown, and `hidden` stands in its place. */
  readonly value: string | undefined;
  readonly hidden: ReactNode;
  readonly acts?: ReactNode;
}

const encoder = new TextEncoder();

/** A key with its value, whole: long ones scroll in a box of their own. */
export function ValueItem({ name, value, hidden, acts }: ValueItemProps) {
  return (
    <li className="grid gap-1 border-b border-line px-3.5 py-2 last:border-0">
      <div className="flex min-h-6 items-center gap-2.5">
        <code className="min-w-0 font-medium [overflow-wrap:anywhere]">{name}</code>
        {value === undefined ? null : (
          <span className="num text-sm text-faint">{formatBytes(encoder.encode(value).length)}</span>
        )}
        <span className="ml-auto flex gap-1">
          {acts}
          {value === undefined ? null : <CopyButton text={value} of={name} />}
        </span>
      </div>
      {value === undefined ? (
        <p className="text-faint">{hidden}</p>
      ) : (
        <section
          aria-label={name}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
          tabIndex={0}
          className="max-h-72 overflow-auto"
        >
          <pre className="text-[12px] leading-5 text-soft">{value}</pre>
        </section>
      )}
    </li>
  );
}
