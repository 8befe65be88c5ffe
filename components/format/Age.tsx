"use client";
import { useLocale } from "next-intl";
import { useEachSecond } from "@/components/ui/now";
import { formatAge, formatClock, formatMoment, parseTime } from "./times";

/** How long ago, counting on; the moment itself as its title. */
export function Age({ at }: { at: string | number | undefined }) {
  const locale = useLocale();
  const ms = parseTime(at);
  const age = useEachSecond((now) => (ms === undefined ? "" : formatAge(now - ms)));
  if (ms === undefined) return <span className="text-faint">–</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={formatMoment(ms, locale)} className="num">
      {age}
    </time>
  );
}

/** The time of day, the whole moment as its title. */
export function ClockTime({ at }: { at: string | number | undefined }) {
  const locale = useLocale();
  const ms = parseTime(at);
  if (ms === undefined) return <span className="text-faint">–</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={formatMoment(ms, locale)} className="num">
      {formatClock(ms)}
    </time>
  );
}
