import { Fragment, type ReactNode } from "react";

export type Fact = readonly [label: string, value: ReactNode];

/** Labels and values in two columns; a value that is undefined is left out with its label. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[minmax(90px,auto)_minmax(0,1fr)] gap-x-6 gap-y-1.5 p-3.5">
      {facts.map(([label, value]) =>
        value === undefined || value === null || value === "" ? null : (
          <Fragment key={label}>
            <dt className="text-faint">{label}</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
          </Fragment>
        ),
      )}
    </dl>
  );
}

/** `app=web` beside `tier=front`. */
export function Labels({ labels }: { labels: Readonly<Record<string, string>> }) {
  const entries = Object.entries(labels);
  if (entries.length === 0) return <span className="text-faint">–</span>;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-0.5">
      {entries.map(([key, value]) => (
        <code key={key} className="[overflow-wrap:anywhere]">
          <span className="text-faint">{key}=</span>
          {value}
        </code>
      ))}
    </span>
  );
}
