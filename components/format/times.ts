/** The age as `kubectl` prints it: `12s`, `6m`, `3h`, `2d`; two parts where one would say too little (`1m30s`, `2h15m`). */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 5) return two(`${minutes}m`, seconds % 60, "s");
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return two(`${hours}h`, minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  return `${Math.floor(hours / 24)}d`;
}

function two(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first}${rest}${unit}`;
}

/** Milliseconds since 1970 of a timestamp; undefined for none or a broken one. */
export function parseTime(timestamp: string | number | undefined): number | undefined {
  if (timestamp === undefined) return undefined;
  const ms = typeof timestamp === "number" ? timestamp : Date.parse(timestamp);
  return Number.isNaN(ms) ? undefined : ms;
}

const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});

/** The time of day here: `21:24:31`. */
export function formatClock(ms: number): string {
  return clock.format(ms);
}

/** Date and time here, in the reader's language. */
export function formatMoment(ms: number, locale: string): string {
  let format = moments.get(locale);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", hour12: false });
    moments.set(locale, format);
  }
  return format.format(ms);
}

/** By locale: making one takes far longer than using it. */
const moments = new Map<string, Intl.DateTimeFormat>();
