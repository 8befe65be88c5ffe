import type { ReactNode } from "react";

/** Nothing here: says why, and what to do about it. */
export function EmptyState({ title, children, acts }: { title: string; children?: ReactNode; acts?: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-2 px-3.5 py-8">
      <p className="font-medium">{title}</p>
      {children ? <div className="max-w-prose text-soft">{children}</div> : null}
      {acts ? <div className="mt-2 flex flex-wrap gap-2">{acts}</div> : null}
    </div>
  );
}
