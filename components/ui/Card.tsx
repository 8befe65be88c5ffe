import type { ReactNode } from "react";
import { cn } from "./cn";
import { ScrollX } from "./ScrollX";

interface CardProps {
  readonly title?: ReactNode;
  /** Small and quiet, at the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly isPadded?: boolean;
  readonly className?: string;
}

/** A part of a page: one hairline round it, a title, and what it holds. Wide contents scroll inside it. */
export function Card({ title, aside, children, isPadded, className }: CardProps) {
  return (
    <section className={cn("min-w-0 rounded-lg border border-line bg-raised", className)}>
      {title !== undefined || aside !== undefined ? (
        <header className="flex min-h-10 flex-wrap items-center gap-x-2 border-b border-line px-3.5 py-2">
          {title !== undefined ? <h2>{title}</h2> : null}
          {aside !== undefined ? (
            <div className="ml-auto flex items-center gap-2 text-sm text-faint">{aside}</div>
          ) : null}
        </header>
      ) : null}
      <ScrollX className={cn(isPadded && "p-3.5")}>{children}</ScrollX>
    </section>
  );
}
