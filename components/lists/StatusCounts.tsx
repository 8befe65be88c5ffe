"use client";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import type { Windowed } from "./listViews";

interface StatusCountsProps {
  readonly data: Windowed<unknown> | undefined;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly label: ((status: string) => string) | undefined;
}

const mostShown = 4;

/** How many of each status there are; one click lists only those. */
export function StatusCounts({ data, filter, onFilter, label = (status) => status }: StatusCountsProps) {
  const t = useTranslations("ui");
  if (!data) return null;
  const counts = Object.entries(data.counts).sort((a, b) => b[1] - a[1]);
  return (
    <div className="num ml-auto flex min-w-0 flex-wrap items-center gap-x-1 text-sm text-faint phone:ml-0">
      {counts.length < 2
        ? null
        : counts.slice(0, mostShown).map(([status, count]) => {
            const wanted = `status:${status.toLowerCase()}`;
            const isOn = filter === wanted;
            return (
              <button
                key={status}
                type="button"
                aria-pressed={isOn}
                onClick={() => onFilter(isOn ? "" : wanted)}
                className={cn("rounded-md px-1.5 py-0.5 hover:bg-hover hover:text-ink", isOn && "bg-selected text-ink")}
              >
                {label(status)} {count}
              </button>
            );
          })}
      <span className="pl-1.5 whitespace-nowrap">
        {data.matched === data.total
          ? t("rowCount", { count: data.total })
          : t("matchedOf", { matched: data.matched, total: data.total })}
      </span>
    </div>
  );
}
