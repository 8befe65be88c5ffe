import type { ViewOutput } from "@/components/live/views";

export type Why = ViewOutput<"pods.why">;
type Verdict = Why["nodes"][number]["filters"][number];

/** The columns of the table, in the order in which one looks for a cause; several filters of one concern are one column. */
export const whyColumns = {
  cordoned: ["NodeUnschedulable"],
  taints: ["TaintToleration"],
  selector: ["NodeAffinity", "NodeName"],
  cpu: ["NodeResourcesFit"],
  memory: ["NodeResourcesFit"],
  ports: ["NodePorts"],
  spread: ["PodTopologySpread"],
  affinity: ["InterPodAffinity"],
} as const;

export type WhyColumn = keyof typeof whyColumns;

export interface WhyCell {
  readonly isRefusal: boolean;
  /** Kubernetes' words, for a column that counts nothing. */
  readonly reason?: string;
  /** What is free (positive) or lacking (negative), in the resource's unit. */
  readonly amount?: number;
}

/** What one node says in one column. */
export function cellOf(filters: readonly Verdict[], column: WhyColumn): WhyCell {
  const plugins: readonly string[] = whyColumns[column];
  const verdicts = filters.filter(({ plugin }) => plugins.includes(plugin));
  if (column === "cpu" || column === "memory") {
    const counted = verdicts.flatMap(({ resources = [] }) => resources).find(({ resource }) => resource === column);
    if (!counted) return { isRefusal: false };
    return { isRefusal: counted.short > 0, amount: counted.short > 0 ? -counted.short : counted.free };
  }
  const reason = verdicts.find((verdict) => verdict.reason !== undefined)?.reason;
  return reason === undefined ? { isRefusal: false } : { isRefusal: true, reason };
}

/** Refusals that no column shows (too many pods, an extended resource), in Kubernetes' words. */
export function otherRefusals(filters: readonly Verdict[]): string[] {
  const shown = new Set<string>(Object.values(whyColumns).flat());
  return filters.flatMap(({ plugin, reason, resources }) => {
    if (reason === undefined) return [];
    if (!shown.has(plugin)) return [reason];
    const isShown =
      plugin !== "NodeResourcesFit" ||
      resources?.some(({ resource, short }) => short > 0 && (resource === "cpu" || resource === "memory"));
    return isShown ? [] : [reason];
  });
}
