"use client";
import { useTranslations } from "next-intl";
import { formatBytes, formatCores, formatShare } from "@/components/format/figures";
import type { ViewOutput } from "@/components/live/views";
import { Card } from "@/components/ui/Card";
import { Sparkline } from "@/components/ui/Sparkline";

type Overview = ViewOutput<"overview.get">;

/** What the nodes can give, what pods asked for of it, and what they use. */
export function CapacityCards({ capacity, health }: { capacity: Overview["capacity"]; health: Overview["health"] }) {
  const t = useTranslations("overview");
  const { cpu, memory, pods, series } = capacity;
  return (
    <div className="grid grid-cols-3 gap-4 phone:grid-cols-1 phone:gap-3">
      <Figure
        title={t("cpu")}
        figure={cpu}
        text={(value) => formatCores(value)}
        of={t("ofCores", { used: formatCores(cpu.used ?? cpu.requested), all: formatCores(cpu.allocatable) })}
        series={series.map(({ cpuMillis }) => cpuMillis)}
      />
      <Figure
        title={t("memory")}
        figure={memory}
        text={formatBytes}
        of={t("ofMemory", { used: formatBytes(memory.used ?? memory.requested), all: formatBytes(memory.allocatable) })}
        series={series.map(({ memoryBytes }) => memoryBytes)}
      />
      <Card isPadded>
        <span className="text-soft">{t("pods")}</span>
        <div className="flex items-baseline gap-2">
          <span className="num text-xl font-semibold tracking-[-0.03em]">{health.podsReady}</span>
          <span className="num text-faint">{t("podsOf", { pods: health.pods })}</span>
        </div>
        <dl className="num mt-2 grid grid-cols-[auto_1fr] gap-x-4 text-sm text-soft">
          <dt className="text-faint">{t("nodes")}</dt>
          <dd>{t("readyOf", { ready: health.nodesReady, all: health.nodes })}</dd>
          <dt className="text-faint">{t("room")}</dt>
          <dd>{t("roomFor", { count: Math.max(0, pods.allocatable - pods.running) })}</dd>
        </dl>
      </Card>
    </div>
  );
}

interface FigureProps {
  readonly title: string;
  readonly figure: Overview["capacity"]["cpu"];
  readonly text: (value: number) => string;
  readonly of: string;
  readonly series: readonly number[];
}

function Figure({ title, figure, text, of, series }: FigureProps) {
  const t = useTranslations("overview");
  const isMeasured = figure.used !== undefined;
  return (
    <Card isPadded>
      <span className="flex items-baseline text-soft">
        {title}
        <span className="num ml-auto text-sm text-faint">
          {isMeasured
            ? t("askedShare", {
                share: formatShare(figure.requested, figure.allocatable),
                asked: text(figure.requested),
              })
            : ""}
        </span>
      </span>
      <div className="flex items-baseline gap-2">
        <span className="num text-xl font-semibold tracking-[-0.03em]">
          {formatShare(figure.used ?? figure.requested, figure.allocatable)}
        </span>
        <span className="num clip text-faint">{isMeasured ? of : t("askedOf", { of })}</span>
      </div>
      <Sparkline
        label={t("lastQuarter", { what: title })}
        values={series}
        max={figure.allocatable}
        planned={figure.requested}
      />
    </Card>
  );
}
