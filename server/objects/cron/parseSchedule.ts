/**
 * A cron expression after robfig/cron's standard parser, which Kubernetes' CronJobs use, in its words where it is
 * wrong: five fields, names of months and days, `@hourly` and its like, `@every 1h30m`.
 */
export type Schedule =
  | { readonly type: "calendar"; readonly fields: readonly CronField[] }
  | { readonly type: "every"; readonly everyMs: number };

/** The values of one field, ascending; `isAny` for `*`, which counts differently from a list of everything. */
export interface CronField {
  readonly values: readonly number[];
  readonly isAny: boolean;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const bounds: readonly Bounds[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: months },
  { least: 0, most: 6, names: days },
];

const macros: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** Throws an `Error` whose message says what is wrong. */
export function parseSchedule(text: string): Schedule {
  if (text.startsWith("@every ")) return { type: "every", everyMs: everyMsOf(text) };
  const macro = macros[text];
  if (text.startsWith("@") && macro === undefined) throw new Error(`unrecognized descriptor: ${text}`);
  const parts = (macro ?? text).trim().split(/\s+/).filter(Boolean);
  if (parts.length !== bounds.length)
    throw new Error(`expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`);
  return { type: "calendar", fields: bounds.map((bound, index) => parseField(parts[index] ?? "", bound)) };
}

function parseField(text: string, bound: Bounds): CronField {
  const ranges = text
    .split(",")
    .filter(Boolean)
    .map((part) => parseRange(part, bound));
  const values = [...new Set(ranges.flatMap((range) => range.values))].sort((left, right) => left - right);
  return { values, isAny: ranges.some(({ isAny }) => isAny) };
}

function parseRange(text: string, bound: Bounds): CronField {
  const [range = "", stepText, ...more] = text.split("/");
  const ends = range.split("-");
  const isStar = ends[0] === "*" || ends[0] === "?";
  let first = bound.least;
  let last = bound.most;
  if (!isStar) {
    first = valueFrom(ends[0] ?? "", bound);
    if (ends.length > 2) throw new Error(`too many hyphens: ${text}`);
    last = ends.length === 2 ? valueFrom(ends[1] ?? "", bound) : first;
  }
  if (more.length > 0) throw new Error(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : numberOf(stepText);
  // `5/15` begins at 5 and goes on to the end.
  if (stepText !== undefined && ends.length === 1) last = bound.most;
  checkRange({ first, last, step }, bound, text);
  const values = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
  return { values, isAny: isStar && step === 1 };
}

function checkRange({ first, last, step }: { first: number; last: number; step: number }, bound: Bounds, text: string) {
  if (first < bound.least) throw new Error(`beginning of range (${first}) below minimum (${bound.least}): ${text}`);
  if (last > bound.most) throw new Error(`end of range (${last}) above maximum (${bound.most}): ${text}`);
  if (first > last) throw new Error(`beginning of range (${first}) beyond end of range (${last}): ${text}`);
  if (step === 0) throw new Error(`step of range should be a positive number: ${text}`);
}

function valueFrom(text: string, { names, least }: Bounds): number {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  return index >= 0 ? index + least : numberOf(text);
}

function numberOf(text: string): number {
  if (!/^[+-]?\d+$/.test(text))
    throw new Error(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = Number(text);
  if (value < 0) throw new Error(`negative number (${value}) not allowed: ${text}`);
  return value;
}

const unitMs: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

/** A Go duration, in whole seconds and at least one, as robfig/cron's `Every` makes it. */
function everyMsOf(text: string): number {
  const duration = text.slice("@every ".length);
  const parts = [...duration.matchAll(/(\d+\.?\d*|\.\d+)(ms|us|µs|ns|h|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== duration.replace(/^[+-]/, ""))
    throw new Error(`failed to parse duration ${text}: time: invalid duration ${JSON.stringify(duration)}`);
  const sumMs = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ""] ?? 0), 0);
  const ms = duration.startsWith("-") ? 0 : sumMs;
  return Math.max(1_000, Math.floor(ms / 1_000) * 1_000);
}
