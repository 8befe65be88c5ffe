"use client";
import { useTranslations } from "next-intl";
import { formatShare } from "@/components/format/figures";
import { Bar } from "@/components/ui/Bar";
import { cn } from "@/components/ui/cn";

interface UsageCellProps {
  readonly what: string;
  readonly asked: number;
  readonly used: number | undefined;
  readonly of: number;
  readonly text: (value: number) => string;
}

/** Used (dark) and asked for (light) on one bar, and the share that is used; asked for, where nothing was measured. */
export function UsageCell({ what, asked, used, of, text }: UsageCellProps) {
  const ui = useTranslations("ui");
  const label = ui("barLabel", {
    what,
    used: used === undefined ? ui("unknown") : text(used),
    asked: text(asked),
    of: text(of),
  });
  const isFull = used !== undefined && of > 0 && used / of >= 0.9;
  return (
    <span className="flex items-center gap-3" title={label}>
      <span className="min-w-16 flex-1">
        <Bar asked={asked} used={used} of={of} label={label} />
      </span>
      <span className={cn("num w-10 text-right text-soft", isFull && "text-bad")}>
        {formatShare(used ?? asked, of)}
      </span>
    </span>
  );
}
