"use client";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { formatBytes, formatCpu } from "@/components/format/figures";
import { Card } from "@/components/ui/Card";
import { Skeleton } from "@/components/ui/Skeleton";

const TimeChart = dynamic(() => import("@/components/ui/TimeChart").then(({ TimeChart }) => TimeChart), {
  ssr: false,
  loading: () => <Skeleton className="my-[54px] h-3 w-full" />,
});

interface UsageCardProps {
  readonly points: readonly { readonly atMs: number; readonly cpuMillis: number; readonly memoryBytes: number }[];
  /** What was asked for: a dashed line. */
  readonly asked?: { readonly cpuMillis: number; readonly memoryBytes: number };
  /** What there is at most: a dashed line in the colour of trouble. */
  readonly limit?: { readonly cpuMillis: number; readonly memoryBytes: number };
}

/** CPU and memory over the last quarter of an hour, on one axis of time. */
export function UsageCard({ points, asked, limit }: UsageCardProps) {
  const t = useTranslations("objects");
  const latest = points.at(-1);
  return (
    <Card title={t("usage")} aside={latest ? t(limit ? "lastQuarterLimit" : "lastQuarter") : undefined} isPadded>
      {latest ? (
        <div className="grid gap-4">
          <Series
            title="CPU"
            now={formatCpu(latest.cpuMillis)}
            points={points.map(({ atMs, cpuMillis }) => ({ atMs, value: cpuMillis }))}
            planned={asked?.cpuMillis}
            limit={limit?.cpuMillis}
            text={formatCpu}
          />
          <Series
            title={t("memory")}
            now={formatBytes(latest.memoryBytes)}
            points={points.map(({ atMs, memoryBytes }) => ({ atMs, value: memoryBytes }))}
            planned={asked?.memoryBytes}
            limit={limit?.memoryBytes}
            text={formatBytes}
            base={1024}
          />
        </div>
      ) : (
        <p className="text-soft">{t("notMeasured")}</p>
      )}
    </Card>
  );
}

interface SeriesProps {
  readonly title: string;
  readonly now: string;
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
  readonly planned: number | undefined;
  readonly limit: number | undefined;
  readonly text: (value: number) => string;
  readonly base?: 10 | 1024;
}

function Series({ title, now, points, planned, limit, text, base = 10 }: SeriesProps) {
  const t = useTranslations("objects");
  return (
    <div>
      <p className="flex items-baseline gap-2">
        <span className="text-soft">{title}</span>
        <b className="num font-semibold">{now}</b>
        {planned ? (
          <span className="num ml-auto text-sm text-faint">{t("askedFor", { value: text(planned) })}</span>
        ) : null}
      </p>
      <div className="h-[120px]">
        <TimeChart
          base={base}
          label={t("chartLabel", { what: title, now })}
          points={points}
          text={text}
          {...(planned ? { planned } : {})}
          {...(limit ? { limit } : {})}
        />
      </div>
    </div>
  );
}
