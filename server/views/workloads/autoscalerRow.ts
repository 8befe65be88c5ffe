import type { Cluster } from "@/server/cluster/cluster";
import {
  decisionAnnotation,
  type Explanation,
  readExplanation,
} from "@/server/controllers/horizontalpodautoscaler/explanation";
import { conditionOf } from "@/server/objects/meta";
import type { HorizontalPodAutoscaler, KubeObject } from "@/server/objects/types";
import { listIfAllowed } from "../lists";

/** What kept a size from what was asked for, as the autoscaler's conditions name it. */
export const heldReasons = [
  "ScaleUpStabilized",
  "ScaleDownStabilized",
  "ScaleUpLimit",
  "ScaleDownLimit",
  "TooManyReplicas",
  "TooFewReplicas",
] as const;
export type HeldReason = (typeof heldReasons)[number];

export interface AutoscalerRow {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly current: number;
  readonly metrics: readonly AutoscalerMetric[];
  /** Why it cannot decide, in Kubernetes' words. */
  readonly problem?: string;
  /** How it last decided; absent before its first look. */
  readonly decision?: {
    readonly at: string;
    readonly from: number;
    readonly to: number;
    readonly asked?: number;
    readonly held: readonly HeldReason[];
  };
}

export interface AutoscalerMetric {
  readonly label: string;
  readonly current?: string;
  readonly target?: string;
  readonly asks?: number;
}

/** The autoscalers that size this workload. */
export async function autoscalersOf(cluster: Cluster, workload: KubeObject): Promise<HorizontalPodAutoscaler[]> {
  const { items } = await listIfAllowed(cluster, "HorizontalPodAutoscaler", workload.metadata.namespace);
  return items.filter(
    ({ spec: { scaleTargetRef: target } }) => target.kind === workload.kind && target.name === workload.metadata.name,
  );
}

export function autoscalerRow(autoscaler: HorizontalPodAutoscaler): AutoscalerRow {
  const { metadata, spec, status } = autoscaler;
  const text = metadata.annotations?.[decisionAnnotation];
  const decided = text === undefined ? undefined : readExplanation(text);
  const active = conditionOf(status?.conditions, "ScalingActive");
  const able = conditionOf(status?.conditions, "AbleToScale");
  const problem = [able, active].find((one) => one?.status === "False")?.message;
  return {
    name: metadata.name,
    min: spec.minReplicas ?? 1,
    max: spec.maxReplicas,
    current: status?.currentReplicas ?? 0,
    metrics: (spec.metrics ?? []).map((metric, index) => {
      const { current, target, asks } = decided?.metrics[index] ?? {};
      return {
        label: labelOf(metric),
        ...(current !== undefined && { current }),
        ...(target !== undefined && { target }),
        ...(asks !== undefined && { asks }),
      };
    }),
    ...(problem && { problem }),
    ...(decided && { decision: decisionOf(decided) }),
  };
}

function decisionOf({ at, from, to, metrics, held }: Explanation): NonNullable<AutoscalerRow["decision"]> {
  const asks = metrics.flatMap((metric) => metric.asks ?? []);
  const reasons = heldReasons.filter((known) => held.some(({ reason }) => reason === known));
  return { at, from, to, ...(asks.length > 0 && { asked: Math.max(...asks) }), held: reasons };
}

type Metric = NonNullable<HorizontalPodAutoscaler["spec"]["metrics"]>[number];

function labelOf({ type, resource, containerResource, pods, object, external }: Metric): string {
  if (containerResource) return `${containerResource.name} · ${containerResource.container}`;
  return resource?.name ?? pods?.metric.name ?? object?.metric.name ?? external?.metric.name ?? type;
}
