import { aPod } from "@/server/objects/builders";
import { horizontalPodAutoscaler } from "@/server/objects/kinds/horizontalPodAutoscaler";
import type { HorizontalPodAutoscaler, Pod, PodMetrics } from "@/server/objects/types";
import type { World } from "./proposal";

export const startedMs = Date.parse("2026-01-01T00:00:00Z");
/** Long after the pods' start: their CPU is trusted. */
export const nowMs = startedMs + 3_600_000;
const stamp = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Sizes Deployment `web` by CPU at 50 %, 1 to 10. */
export function anAutoscaler(spec: Partial<HorizontalPodAutoscaler["spec"]> = {}): HorizontalPodAutoscaler {
  const cpu = { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } };
  const metadata = { name: "web", namespace: "default", uid: "hpa", resourceVersion: "1", creationTimestamp: stamp(0) };
  return horizontalPodAutoscaler.defaults({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { ...metadata, generation: 1 },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      maxReplicas: 10,
      metrics: [{ type: "Resource", resource: cpu }],
      ...spec,
    },
  }) as HorizontalPodAutoscaler;
}

/** A running pod that asks for 100m and 100Mi; ready for long unless told. */
export function aRunningPod(name: string, { isReady = true, startMs = startedMs } = {}): Pod {
  const pod = aPod(name)
    .labelled({ app: "web" })
    .with(({ spec }) => {
      spec.containers = [{ name: "main", image: "web:1", resources: { requests: { cpu: "100m", memory: "100Mi" } } }];
    })
    .build();
  const condition = { type: "Ready", status: isReady ? ("True" as const) : ("False" as const) };
  const conditions = [{ ...condition, lastTransitionTime: stamp(startMs + 1_000) }];
  return { ...pod, status: { phase: "Running", startTime: stamp(startMs), conditions } };
}

export function measuredAt(name: string, cpu: string, memory = "50Mi"): PodMetrics {
  const metadata = { name, namespace: "default", uid: "", resourceVersion: "", creationTimestamp: stamp(nowMs) };
  return {
    apiVersion: "metrics.k8s.io/v1beta1",
    kind: "PodMetrics",
    metadata,
    timestamp: stamp(nowMs),
    window: "10s",
    containers: [{ name: "main", usage: { cpu, memory } }],
  };
}

/** As many ready pods as CPU figures, each with its own. */
export function worldUsing(cpu: readonly string[], change: Partial<World> = {}): World {
  const names = cpu.map((_one, index) => `web-${index}`);
  return {
    current: cpu.length,
    actual: cpu.length,
    pods: names.map((name) => aRunningPod(name)),
    metrics: names.map((name, index) => measuredAt(name, cpu[index] ?? "0")),
    requestsTo: () => undefined,
    requestsToPods: () => undefined,
    tolerance: { up: 0.1, down: 0.1 },
    nowMs,
    ...change,
  };
}
