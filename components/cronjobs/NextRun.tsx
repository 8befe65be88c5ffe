"use client";
import { useLocale, useTranslations } from "next-intl";
import { formatAge, formatMoment, parseTime } from "@/components/format/times";
import { useEachSecond } from "@/components/ui/now";

/** In how long it is due, counting down; the moment itself as its title. A dash where no time is known. */
export function NextRun({ at }: { at: string | undefined }) {
  const t = useTranslations("cronJobs");
  const locale = useLocale();
  const ms = parseTime(at);
  const left = useEachSecond((now) => (ms === undefined || ms <= now ? "" : formatAge(ms - now)));
  if (ms === undefined) return <span className="text-faint">–</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={formatMoment(ms, locale)} className="num">
      {left ? t("in", { age: left }) : t("due")}
    </time>
  );
}
