import type { HorizontalPodAutoscaler } from "@/server/objects/types";

type Rules = NonNullable<NonNullable<HorizontalPodAutoscaler["spec"]["behavior"]>["scaleUp"]>;
type Policy = NonNullable<Rules["policies"]>[number];

/** What was asked for, and what was done, with the monotonic time of each. Kept while the process lives. */
export interface Memory {
  readonly recommendations: readonly { readonly atMs: number; readonly replicas: number }[];
  /** Positive for more, negative for fewer. */
  readonly changes: readonly { readonly atMs: number; readonly by: number }[];
}

export interface Direction {
  readonly windowMs: number;
  readonly isDisabled: boolean;
  readonly takesLeast: boolean;
  readonly policies: readonly Policy[];
}
export interface Behavior {
  readonly up: Direction;
  readonly down: Direction;
}

/** Kubernetes' `--horizontal-pod-autoscaler-downscale-stabilization`. */
const downWindowSeconds = 300;
const usualUp: readonly Policy[] = [
  { type: "Pods", value: 4, periodSeconds: 15 },
  { type: "Percent", value: 100, periodSeconds: 15 },
];
const usualDown: readonly Policy[] = [{ type: "Percent", value: 100, periodSeconds: 15 }];

/** The rules of an autoscaler, or the usual ones where it has none. */
export function behaviorOf({ spec }: HorizontalPodAutoscaler): Behavior {
  const { scaleUp, scaleDown } = spec.behavior ?? {};
  return {
    up: directionOf(scaleUp, { seconds: 0, policies: usualUp }),
    down: directionOf(scaleDown, { seconds: downWindowSeconds, policies: usualDown }),
  };
}

function directionOf(rules: Rules | undefined, usual: { seconds: number; policies: readonly Policy[] }): Direction {
  return {
    windowMs: (rules?.stabilizationWindowSeconds ?? usual.seconds) * 1000,
    isDisabled: rules?.selectPolicy === "Disabled",
    takesLeast: rules?.selectPolicy === "Min",
    policies: rules?.policies?.length ? rules.policies : usual.policies,
  };
}

export interface Held {
  readonly replicas: number;
  readonly reason: string;
  readonly message: string;
}

/**
 * The count that recent recommendations let through: never more than the lowest of the time to look back when growing,
 * never fewer than the highest of it when shrinking. `recommendations` include the new one.
 */
export function stabilised(wanted: number, current: number, { memory, behavior, nowMs }: Past): Held | undefined {
  const within = (windowMs: number) =>
    memory.recommendations.filter(({ atMs }) => atMs > nowMs - windowMs).map(({ replicas }) => replicas);
  const most = Math.max(wanted, ...within(behavior.down.windowMs));
  const least = Math.min(wanted, ...within(behavior.up.windowMs));
  const replicas = Math.min(Math.max(current, least), most);
  if (replicas === wanted) return undefined;
  return wanted >= current
    ? {
        replicas,
        reason: "ScaleUpStabilized",
        message: "recent recommendations were lower than current one, applying the lowest recent recommendation",
      }
    : {
        replicas,
        reason: "ScaleDownStabilized",
        message: "recent recommendations were higher than current one, applying the highest recent recommendation",
      };
}

export interface Past {
  readonly memory: Memory;
  readonly behavior: Behavior;
  readonly nowMs: number;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The count that policies, minimum and maximum let through; undefined when that is the one that is wanted. */
export function limited(wanted: number, current: number, past: Past & Range): Held | undefined {
  if (wanted > current) {
    const rate = Math.max(current, upLimit(current, past));
    if (wanted <= Math.min(rate, past.max)) return undefined;
    return past.max > rate
      ? held(rate, "ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate")
      : held(past.max, "TooManyReplicas", "the desired replica count is more than the maximum replica count");
  }
  const rate = Math.min(current, downLimit(current, past));
  if (wanted >= Math.max(rate, past.min)) return undefined;
  return past.min < rate
    ? held(rate, "ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate")
    : held(past.min, "TooFewReplicas", "the desired replica count is less than the minimum replica count");
}

function held(replicas: number, reason: string, message: string): Held {
  return { replicas, reason, message };
}

function upLimit(current: number, past: Past): number {
  const { isDisabled, takesLeast, policies } = past.behavior.up;
  if (isDisabled) return current;
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const start = startOf(current, periodSeconds, past);
    return type === "Pods" ? start + value : Math.ceil(start * (1 + value / 100));
  });
  return takesLeast ? Math.min(...proposals) : Math.max(...proposals);
}

function downLimit(current: number, past: Past): number {
  const { isDisabled, takesLeast, policies } = past.behavior.down;
  if (isDisabled) return current;
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const start = startOf(current, periodSeconds, past);
    return type === "Pods" ? start - value : Math.trunc(start * (1 - value / 100));
  });
  return takesLeast ? Math.max(...proposals) : Math.min(...proposals);
}

/** How many there were when the period began. */
function startOf(current: number, periodSeconds: number, { memory, nowMs }: Past): number {
  const recent = memory.changes.filter(({ atMs }) => atMs > nowMs - periodSeconds * 1000);
  return current - recent.reduce((sum, { by }) => sum + by, 0);
}

/** What may still count: the rest is forgotten. */
export function remembered(memory: Memory, behavior: Behavior, nowMs: number): Memory {
  const windowMs = Math.max(behavior.up.windowMs, behavior.down.windowMs);
  const periods = [...behavior.up.policies, ...behavior.down.policies].map(({ periodSeconds }) => periodSeconds * 1000);
  return {
    recommendations: memory.recommendations.filter(({ atMs }) => atMs > nowMs - windowMs),
    changes: memory.changes.filter(({ atMs }) => atMs > nowMs - Math.max(0, ...periods)),
  };
}
