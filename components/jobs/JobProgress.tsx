"use client";
import { useTranslations } from "next-intl";

interface JobProgressProps {
  readonly succeeded: number;
  readonly completions: number;
}

/** Done of what is to be done, as a bar and as figures. */
export function JobProgress({ succeeded, completions }: JobProgressProps) {
  const t = useTranslations("jobs");
  const share = completions === 0 ? 100 : Math.min(100, (succeeded / completions) * 100);
  return (
    <span className="flex items-center gap-3">
      <span
        role="progressbar"
        aria-label={t("done", { succeeded, completions })}
        aria-valuenow={succeeded}
        aria-valuemax={completions}
        className="relative h-1.5 min-w-16 flex-1 overflow-hidden rounded-[3px] bg-selected"
      >
        <i className="absolute inset-y-0 left-0 bg-soft" style={{ width: `${share}%` }} />
      </span>
      <span className="num w-14 text-right">
        {succeeded}/{completions}
      </span>
    </span>
  );
}
