import type { Usage } from "@/server/cluster/cluster";

export interface UsagePoint extends Usage {
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** Usage as it was measured; pods are named `namespace/name`. What was never measured is absent. */
export interface UsageSource {
  latest(): { readonly pods: ReadonlyMap<string, Usage>; readonly nodes: ReadonlyMap<string, Usage> };
  /** Oldest first, at most `maxPoints`. */
  series(query: {
    readonly kind: "pod" | "node";
    readonly name: string;
    readonly sinceMs: number;
    readonly maxPoints: number;
  }): readonly UsagePoint[];
}

const windowMs = 15 * 60_000;
const chartPoints = 90;

/** The last quarter of an hour, for a chart. */
export function recentUsage(
  source: UsageSource | undefined,
  kind: "pod" | "node",
  name: string,
  nowMs: number,
): readonly UsagePoint[] {
  return source?.series({ kind, name, sinceMs: nowMs - windowMs, maxPoints: chartPoints }) ?? [];
}

/** All nodes' series added up, point by point (nodes are sampled together; a node without a point counts as it was last). */
export function addSeries(series: readonly (readonly UsagePoint[])[]): readonly UsagePoint[] {
  const times = [...new Set(series.flatMap((points) => points.map((point) => point.atMs)))].sort((a, b) => a - b);
  const positions = series.map(() => 0);
  return times.slice(-chartPoints * 2).map((atMs) => {
    let cpuMillis = 0;
    let memoryBytes = 0;
    series.forEach((points, index) => {
      let at = positions[index] ?? 0;
      while (at + 1 < points.length && (points[at + 1]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) at++;
      positions[index] = at;
      const point = points[at];
      if (!point || point.atMs > atMs) return;
      cpuMillis += point.cpuMillis;
      memoryBytes += point.memoryBytes;
    });
    return { atMs, cpuMillis, memoryBytes };
  });
}
