"use client";
import { Area, AreaChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatClock } from "@/components/format/times";
import { niceTop } from "./niceTop";

interface TimeChartProps {
  /** Oldest first. */
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
  /** A value as its axis and its tooltip write it. */
  readonly text: (value: number) => string;
  readonly label: string;
  /** 1024 for bytes: the axis then ends at a round figure of KiB, MiB, GiB. */
  readonly base?: 10 | 1024;
  /** A dashed line: what was asked for. */
  readonly planned?: number;
  /** A dashed line in the colour of trouble. */
  readonly limit?: number;
}

const axis = { tickLine: false, axisLine: false, tick: { fill: "var(--faint)", fontSize: 11 } } as const;

/** One measure over time. Moves without animation: it is redrawn every few seconds. */
export function TimeChart({ points, text, label, planned, limit, base = 10 }: TimeChartProps) {
  const top = niceTop(Math.max(...points.map(({ value }) => value), planned ?? 0, limit ?? 0) * 1.05, base);
  return (
    <div role="img" aria-label={label} className="h-full">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height: 120 }}>
        <AreaChart data={[...points]} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="atMs"
            type="number"
            domain={["dataMin", "dataMax"]}
            tickFormatter={(ms: number) => formatClock(ms).slice(0, 5)}
            tickCount={4}
            minTickGap={40}
            height={18}
            {...axis}
          />
          <YAxis
            domain={[0, top]}
            tickFormatter={(value: number) => text(value)}
            ticks={[0, top / 2, top]}
            interval={0}
            width={58}
            {...axis}
          />
          {planned === undefined ? null : <ReferenceLine y={planned} stroke="var(--faint)" strokeDasharray="3 3" />}
          {limit === undefined ? null : <ReferenceLine y={limit} stroke="var(--bad)" strokeDasharray="3 3" />}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-strong)" }}
            content={({ active, payload }) => <Tip point={active ? payload?.[0]?.payload : undefined} text={text} />}
          />
          <Area
            dataKey="value"
            type="linear"
            isAnimationActive={false}
            stroke="var(--ink)"
            strokeWidth={1.5}
            fill="var(--ink)"
            fillOpacity={0.06}
            dot={false}
            activeDot={{ r: 2.5, strokeWidth: 0, fill: "var(--ink)" }}
          />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  );
}

function Tip({ point, text }: { point: unknown; text: (value: number) => string }) {
  if (!isPoint(point)) return null;
  return (
    <div className="num rounded-md border border-line-strong bg-raised px-2 py-1 text-sm shadow-pop">
      <span className="text-faint">{formatClock(point.atMs)}</span> <b className="font-medium">{text(point.value)}</b>
    </div>
  );
}

function isPoint(value: unknown): value is { atMs: number; value: number } {
  return typeof value === "object" && value !== null && "atMs" in value && "value" in value;
}
