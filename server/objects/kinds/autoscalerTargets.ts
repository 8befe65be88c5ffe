import type { HorizontalPodAutoscaler } from "../types";

type Metric = NonNullable<HorizontalPodAutoscaler["spec"]["metrics"]>[number];
type Status = NonNullable<NonNullable<HorizontalPodAutoscaler["status"]>["currentMetrics"]>[number];

interface Target {
  readonly value?: string | number;
  readonly averageValue?: string | number;
  readonly averageUtilization?: number;
}

/** The part of a metric that is of its type, in the spec and in the status alike. */
const partOf = {
  Object: "object",
  Pods: "pods",
  Resource: "resource",
  ContainerResource: "containerResource",
  External: "external",
} as const;

const mostShown = 2;

/** `cpu: 42%/80%, memory: <unknown>/1Gi + 1 more...`: what is measured over what is wanted, as kubectl prints it. */
export function targetsText({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec.metrics ?? [];
  if (metrics.length === 0) return "<none>";
  const shown = metrics.slice(0, mostShown).map((metric, index) => metricText(metric, status?.currentMetrics?.[index]));
  const rest = metrics.length - shown.length;
  return `${shown.join(", ")}${rest > 0 ? ` + ${rest} more...` : ""}`;
}

function metricText(metric: Metric, status: Status | undefined): string {
  const part = partOf[metric.type as keyof typeof partOf];
  if (part === undefined) return "<unknown type>";
  const target: Target = metric[part]?.target ?? {};
  const current: Target = status?.type === metric.type ? (status[part]?.current ?? {}) : {};
  const isResource = part === "resource" || part === "containerResource";
  const label = isResource ? `${metric[part]?.name}: ` : "";
  if (isResource && target.averageUtilization !== undefined) {
    const now = current.averageUtilization;
    return `${label}${now === undefined ? "<unknown>" : `${now}%`}/${target.averageUtilization}%`;
  }
  if (target.averageValue === undefined) return `${label}${current.value ?? "<unknown>"}/${target.value}`;
  const isPerPod = part === "object" || part === "external";
  return `${label}${current.averageValue ?? "<unknown>"}/${target.averageValue}${isPerPod ? " (avg)" : ""}`;
}
