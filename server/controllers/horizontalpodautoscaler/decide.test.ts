import { describe, expect, it } from "vitest";
import type { HorizontalPodAutoscaler } from "@/server/objects/types";
import type { Memory } from "./behavior";
import { decide } from "./decide";
import type { World } from "./proposal";
import { anAutoscaler, aRunningPod, measuredAt, nowMs, worldUsing } from "./testWorld";

type Metric = NonNullable<HorizontalPodAutoscaler["spec"]["metrics"]>[number];

const noPast: Memory = { recommendations: [], changes: [] };
const decideNow = (autoscaler: HorizontalPodAutoscaler, world: World, memory: Memory | undefined = noPast) =>
  decide(autoscaler, world, { memory, monotonicMs: 1_000_000 });
const conditionIn = (decision: ReturnType<typeof decideNow>, type: string) =>
  decision.conditions.find((one) => one.type === type);
const byRequests = (type: "Object" | "Pods", target: object): Metric => {
  const metric = { name: "requests_per_second" };
  const describedObject = { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", name: "web" };
  const own = type === "Object" ? { object: { describedObject, metric, target } } : { pods: { metric, target } };
  return { type, ...own } as Metric;
};

describe("an autoscaler", () => {
  it("asks for so many pods that their mean is at the target", () => {
    const decision = decideNow(anAutoscaler(), worldUsing(["90m", "60m", "75m"]));
    expect(decision).toMatchObject({
      desired: 5,
      rescaleReason: "cpu resource utilization (percentage of request) above target",
      currentMetrics: [{ resource: { name: "cpu", current: { averageUtilization: 75, averageValue: "75m" } } }],
    });
  });

  it("does nothing within a tenth of the target", () => {
    for (const cpu of ["45m", "55m"]) expect(decideNow(anAutoscaler(), worldUsing([cpu, cpu])).desired).toBe(2);
    expect(decideNow(anAutoscaler(), worldUsing(["56m", "56m"])).desired).toBe(3);
  });

  it("brings a target back into its range first, and says so", () => {
    expect(decideNow(anAutoscaler({ maxReplicas: 2 }), worldUsing(["50m", "50m", "50m"]))).toMatchObject({
      desired: 2,
      rescaleReason: "Current number of replicas above Spec.MaxReplicas",
    });
    expect(decideNow(anAutoscaler({ minReplicas: 3 }), worldUsing(["50m"]))).toMatchObject({
      desired: 3,
      rescaleReason: "Current number of replicas below Spec.MinReplicas",
    });
  });

  it("leaves a target alone that somebody scaled to zero", () => {
    const decision = decideNow(anAutoscaler(), worldUsing([]));
    expect(decision.desired).toBe(0);
    expect(conditionIn(decision, "ScalingActive")).toMatchObject({ status: "False", reason: "ScalingDisabled" });
  });

  it("is held by the maximum, and says which limit it was", () => {
    const decision = decideNow(anAutoscaler({ maxReplicas: 4 }), worldUsing(["150m", "150m", "150m"]));
    expect(decision).toMatchObject({ desired: 4, held: [{ reason: "TooManyReplicas", replicas: 4 }] });
    expect(conditionIn(decision, "ScalingLimited")).toMatchObject({ status: "True", reason: "TooManyReplicas" });
  });

  it("at most doubles, or adds four, in a quarter of a minute", () => {
    const world = worldUsing(Array(3).fill("500m"));
    expect(decideNow(anAutoscaler({ maxReplicas: 100 }), world)).toMatchObject({
      desired: 7,
      held: [{ reason: "ScaleUpLimit" }],
    });
    const changes = [{ atMs: 1_000_000 - 10_000, by: 2 }];
    const again = decideNow(anAutoscaler({ maxReplicas: 100 }), world, { recommendations: [], changes });
    expect(again.desired).toBe(5);
  });

  it("shrinks only to the most that was asked for within five minutes", () => {
    const recommendations = [
      { atMs: 1_000_000 - 301_000, replicas: 9 },
      { atMs: 1_000_000 - 299_000, replicas: 3 },
    ];
    const decision = decideNow(anAutoscaler(), worldUsing(Array(4).fill("10m")), { recommendations, changes: [] });
    expect(decision.desired).toBe(3);
    expect(conditionIn(decision, "AbleToScale")).toMatchObject({ reason: "ScaleDownStabilized" });
  });

  it("follows the policies that it is given, and none where a direction is disabled", () => {
    const policies = [
      { type: "Pods", value: 1, periodSeconds: 60 },
      { type: "Percent", value: 50, periodSeconds: 60 },
    ];
    const idle = worldUsing(Array(8).fill("0"));
    const down = (selectPolicy: string) =>
      decideNow(
        anAutoscaler({ behavior: { scaleDown: { policies, selectPolicy, stabilizationWindowSeconds: 0 } } }),
        idle,
      ).desired;
    expect([down("Max"), down("Min"), down("Disabled")]).toEqual([4, 7, 8]);
  });

  it("waits out the window before it grows, where there is one", () => {
    const autoscaler = anAutoscaler({ behavior: { scaleUp: { stabilizationWindowSeconds: 60 } } });
    const recommendations = [{ atMs: 1_000_000 - 30_000, replicas: 2 }];
    const decision = decideNow(autoscaler, worldUsing(["90m", "90m"]), { recommendations, changes: [] });
    expect(decision.desired).toBe(2);
    expect(conditionIn(decision, "AbleToScale")).toMatchObject({ reason: "ScaleUpStabilized" });
  });

  it("takes unmeasured pods as idle before it grows and as busy before it shrinks", () => {
    const pods = ["web-0", "web-1"].map((name) => aRunningPod(name));
    const one = (cpu: string) =>
      decideNow(anAutoscaler(), worldUsing([cpu, "0"], { pods, metrics: [measuredAt("web-0", cpu)] })).desired;
    expect(one("90m")).toBe(2);
    expect(one("190m")).toBe(4);
    expect(one("10m")).toBe(2);
  });

  it("does not count what a pod uses to start", () => {
    const pods = [aRunningPod("web-0"), aRunningPod("web-1", { isReady: false, startMs: nowMs - 20_000 })];
    const decision = decideNow(anAutoscaler(), worldUsing(["50m", "1000m"], { pods }));
    expect(decision.desired).toBe(2);
  });

  it("says which pod lacks a request, in Kubernetes' words, and changes nothing", () => {
    const bare = aRunningPod("web-0");
    const pods = [{ ...bare, spec: { ...bare.spec, containers: [{ name: "main", image: "web:1" }] } }];
    const decision = decideNow(anAutoscaler(), worldUsing(["90m"], { pods }));
    const says = "failed to get cpu utilization: missing request for cpu in container main of Pod web-0";
    expect(decision.desired).toBe(1);
    expect(conditionIn(decision, "ScalingActive")).toMatchObject({
      status: "False",
      reason: "FailedGetResourceMetric",
      message: `the HPA was unable to compute the replica count: ${says}`,
    });
    expect(decision.warnings).toEqual([
      { reason: "FailedGetResourceMetric", message: says },
      {
        reason: "FailedComputeMetricsReplicas",
        message: `invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${says}`,
      },
    ]);
  });

  it("goes by the metric that asks for most, and takes nothing away while one is not known", () => {
    const memory: Metric = {
      type: "Resource",
      resource: { name: "memory", target: { type: "AverageValue", averageValue: "25Mi" } },
    };
    const cpu: Metric = {
      type: "Resource",
      resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
    };
    const decision = decideNow(anAutoscaler({ metrics: [cpu, memory] }), worldUsing(["50m", "50m"]));
    expect(decision).toMatchObject({ desired: 4, asked: { name: "memory resource", current: "52428800" } });
    const unknown = byRequests("Object", { type: "Value", value: "10" });
    const idle = worldUsing(Array(6).fill("5m"));
    expect(decideNow(anAutoscaler({ metrics: [cpu, unknown] }), idle).desired).toBe(6);
  });

  it("sizes by the requests that the gateway carries: to an object, in all and per pod, and to the pods", () => {
    const size = (metric: Metric, change: Partial<World>) =>
      decideNow(anAutoscaler({ metrics: [metric] }), worldUsing(["1m", "1m"], change));
    const requestsTo = () => 300;
    const inAll = size(byRequests("Object", { type: "Value", value: "100" }), { requestsTo });
    expect(inAll).toMatchObject({ desired: 6, asked: { current: "300", target: "100" } });
    const each = byRequests("Object", { type: "AverageValue", averageValue: "100" });
    expect(size(each, { requestsTo }).desired).toBe(3);
    const perPod = byRequests("Pods", { type: "AverageValue", averageValue: "60" });
    expect(size(perPod, { requestsToPods: () => 200 })).toMatchObject({ desired: 4, asked: { current: "100" } });
    expect(size(perPod, {}).warnings[0]).toEqual({
      reason: "FailedGetPodsMetric",
      message: "unable to get metric requests_per_second: no Service that the gateway knows selects these pods",
    });
  });

  it("measures one container alone where it is told to", () => {
    const target = { type: "Utilization", averageUtilization: 50 };
    const metrics: Metric[] = [
      { type: "ContainerResource", containerResource: { name: "cpu", container: "main", target } },
    ];
    const measured = measuredAt("web-0", "100m");
    const side = { name: "side", usage: { cpu: "900m", memory: "1Mi" } };
    const both = { ...measured, containers: [...measured.containers, side] };
    expect(decideNow(anAutoscaler({ metrics }), worldUsing(["100m"], { metrics: [both] })).desired).toBe(2);
  });
});
