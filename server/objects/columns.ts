import type { Column } from "./kind";
import type { Container, KubeObject, LabelSelector } from "./types";

export type Cell = string | number | boolean | null;

/** One column of a kind's table; `value` reads the stored shape. */
export interface ColumnOf<T extends KubeObject> extends Omit<Column, "value"> {
  value(object: T, nowMs: number): Cell;
}

export const nameColumn: Column = {
  name: "Name",
  type: "string",
  format: "name",
  value: (object) => object.metadata.name,
};

export const ageColumn: Column = {
  name: "Age",
  type: "string",
  value: (object, nowMs) => ageOf(object.metadata.creationTimestamp, nowMs),
};

/** Kinds without columns of their own show when, not how long ago. */
export const createdAtColumn: Column = {
  name: "Created At",
  type: "date",
  value: (object) => object.metadata.creationTimestamp,
};

/** How long ago, as kubectl prints it; `<unknown>` when there is no time. */
export function ageOf(time: string | undefined | null, nowMs: number): string {
  const atMs = Date.parse(time ?? "");
  return Number.isNaN(atMs) ? "<unknown>" : humanDuration(nowMs - atMs);
}

/** `95s`, `3m20s`, `5h`, `12d`: at most two units, after Kubernetes' `duration.HumanDuration`. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 120) return `${Math.max(0, seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return both(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return both(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return both(days, "d", hours % 24, "h");
  if (days < 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 365 * 8 ? both(years, "y", days % 365, "d") : `${years}y`;
}

function both(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** What `-o wide` adds to a workload's row. */
export function templateColumns<T extends KubeObject>(read: (object: T) => TemplateParts): ColumnOf<T>[] {
  const containers = (object: T) => read(object).containers ?? [];
  return [
    {
      name: "Containers",
      type: "string",
      priority: 1,
      value: (o) =>
        containers(o)
          .map(({ name }) => name)
          .join(","),
    },
    {
      name: "Images",
      type: "string",
      priority: 1,
      value: (o) =>
        containers(o)
          .map(({ image }) => image)
          .join(","),
    },
    { name: "Selector", type: "string", priority: 1, value: (o) => selectorText(read(o).selector) },
  ];
}

interface TemplateParts {
  readonly containers?: readonly Container[];
  readonly selector?: LabelSelector;
}

/** A selector in the text form of `-l`; `<none>` when it is empty. */
export function selectorText(selector: LabelSelector | undefined): string {
  const pairs = Object.entries(selector?.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort();
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.join(",")})`;
  });
  return [...pairs, ...expressions].join(",") || "<none>";
}

/** A plain map as `key=value,…`; `<none>` when it is empty. */
export function mapText(map: Readonly<Record<string, string>> | undefined): string {
  return selectorText({ matchLabels: map });
}
