import type { HorizontalPodAutoscaler } from "@/server/objects/types";
import { type Behavior, behaviorOf, type Held, limited, type Memory, remembered, stabilised } from "./behavior";
import { proposalOf } from "./metric";
import type { MetricStatus, Proposal, Unmeasured, World } from "./proposal";

export interface Said {
  readonly type: "AbleToScale" | "ScalingActive" | "ScalingLimited";
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
}

/** What an autoscaler makes of what it sees, and why. */
export interface Decision {
  readonly desired: number;
  /** Why the size changes, as Kubernetes says it in the event; absent where it stays. */
  readonly rescaleReason?: string;
  readonly conditions: readonly Said[];
  /** Absent: as they were. */
  readonly currentMetrics?: readonly MetricStatus[];
  readonly warnings: readonly { readonly reason: string; readonly message: string }[];
  readonly memory: Memory;
  /** Every metric's say, and what held the size back. */
  readonly proposals: readonly (Proposal | Unmeasured)[];
  readonly asked?: Proposal;
  readonly held: readonly Held[];
}

export interface Now {
  readonly memory: Memory | undefined;
  /** Monotonic: windows and periods are counted by it. */
  readonly monotonicMs: number;
}

/** After Kubernetes' `reconcileAutoscaler`: never outside minimum and maximum, and never against a window. */
export function decide(autoscaler: HorizontalPodAutoscaler, world: World, { memory, monotonicMs }: Now): Decision {
  const { minReplicas: min = 1, maxReplicas: max } = autoscaler.spec;
  const { current } = world;
  const known = memory ?? { recommendations: [{ atMs: monotonicMs, replicas: current }], changes: [] };
  const kept = { conditions: [], warnings: [], memory: known, proposals: [], held: [] };
  if (current === 0 && min !== 0)
    return {
      ...kept,
      desired: 0,
      conditions: [
        {
          type: "ScalingActive",
          status: "False",
          reason: "ScalingDisabled",
          message: "scaling is disabled since the replica count of the target is zero",
        },
      ],
    };
  const outside = current > max ? ([max, "above Spec.MaxReplicas"] as const) : current < min ? below(min) : undefined;
  if (outside) {
    const [desired, where] = outside;
    const changes = changed(known, { atMs: monotonicMs, by: desired - current });
    return { ...kept, desired, rescaleReason: `Current number of replicas ${where}`, memory: changes };
  }
  return byMetrics({ autoscaler, world, memory: known, nowMs: monotonicMs, range: { min, max } });
}

function below(min: number) {
  return [min, "below Spec.MinReplicas"] as const;
}

interface Case {
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly world: World;
  readonly memory: Memory;
  readonly nowMs: number;
  readonly range: { readonly min: number; readonly max: number };
}

function byMetrics(given: Case): Decision {
  const { autoscaler, world, memory } = given;
  const proposals = (autoscaler.spec.metrics ?? []).map((metric) => proposalOf(metric, world));
  const measured = proposals.filter((one) => "replicas" in one);
  const failed = proposals.filter((one) => "message" in one);
  const asked = measured.reduce<Proposal | undefined>(
    (most, one) => (!most || one.replicas > most.replicas ? one : most),
    undefined,
  );
  const warnings = failed.map(({ reason, message }) => ({ reason, message }));
  const [first] = failed;
  // What is not known might need them all: nothing is taken away by the rest alone.
  if (!asked || (first && asked.replicas < world.current))
    return { ...refused(first, { failed: failed.length, all: proposals.length }, warnings), ...stay(given), proposals };
  const behavior = behaviorOf(autoscaler);
  const wanted = { atMs: given.nowMs, replicas: asked.replicas };
  const next = { ...memory, recommendations: [...memory.recommendations, wanted] };
  const size = sizeWithin(asked, { ...given, memory: next }, behavior);
  const by = size.desired - world.current;
  const done = by === 0 ? next : changed(next, { atMs: given.nowMs, by });
  return {
    ...size,
    ...(by === 0 ? {} : { rescaleReason: reasonOf(asked, world.current) }),
    currentMetrics: measured.map(({ status }) => status),
    warnings,
    memory: remembered(done, behavior, given.nowMs),
    proposals,
    asked,
  };
}

function stay({ world, memory }: Case) {
  return { desired: world.current, memory, held: [] };
}

function refused(
  first: Unmeasured | undefined,
  { failed, all }: { readonly failed: number; readonly all: number },
  warnings: Decision["warnings"],
): Pick<Decision, "conditions" | "warnings"> {
  const { reason = "InvalidMetricSourceType", message = "no metrics", prefix = "" } = first ?? {};
  const whole = `invalid metrics (${failed} invalid out of ${all}), first error is: ${prefix}${message}`;
  const says = `the HPA was unable to compute the replica count: ${message}`;
  return {
    conditions: [{ type: "ScalingActive", status: "False", reason, message: says }],
    warnings: [...warnings, { reason: "FailedComputeMetricsReplicas", message: whole }],
  };
}

function reasonOf({ name, replicas }: Proposal, current: number): string {
  return replicas > current ? `${name} above target` : "All metrics below target";
}

const ready = { reason: "ReadyForNewScale", message: "recommended size matches current size" };
const inRange = { reason: "DesiredWithinRange", message: "the desired count is within the acceptable range" };

function sizeWithin(asked: Proposal, { world, memory, nowMs, range }: Case, behavior: Behavior) {
  const past = { memory, behavior, nowMs };
  const { current } = world;
  const stable = stabilised(asked.replicas, current, past);
  const wanted = stable?.replicas ?? asked.replicas;
  const limit = limited(wanted, current, { ...past, ...range });
  const message = `the HPA was able to successfully calculate a replica count from ${asked.name}`;
  const conditions: Said[] = [
    { type: "ScalingActive", status: "True", reason: "ValidMetricFound", message },
    { type: "AbleToScale", status: "True", ...wordsOf(stable ?? ready) },
    { type: "ScalingLimited", status: limit ? "True" : "False", ...wordsOf(limit ?? inRange) },
  ];
  const held = [stable, limit].filter((one) => one !== undefined);
  return { desired: limit?.replicas ?? wanted, conditions, held };
}

function wordsOf({ reason, message }: { readonly reason: string; readonly message: string }) {
  return { reason, message };
}

function changed(memory: Memory, change: { readonly atMs: number; readonly by: number }): Memory {
  return { ...memory, changes: [...memory.changes, change] };
}
