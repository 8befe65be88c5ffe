import type { ReactNode } from "react";

interface PageHeadProps {
  readonly title: ReactNode;
  /** States beside the title. */
  readonly tags?: ReactNode;
  readonly acts?: ReactNode;
}

/** The page's name, its state, its acts. On a phone the acts come in a row of their own, full width. */
export function PageHead({ title, tags, acts }: PageHeadProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-2">
      <h1 className="min-w-0 text-lg tracking-[-0.018em] [overflow-wrap:anywhere]">{title}</h1>
      {tags}
      {acts ? (
        <div className="ml-auto flex flex-wrap gap-2 phone:ml-0 phone:w-full phone:[&>a]:flex-1 phone:[&>button]:h-9 phone:[&>button]:flex-1">
          {acts}
        </div>
      ) : null}
    </div>
  );
}
