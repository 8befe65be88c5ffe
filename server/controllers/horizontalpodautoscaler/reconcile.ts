import type { Scale } from "@/server/cluster/scale";
import { withCondition } from "@/server/objects/meta";
import type { HorizontalPodAutoscaler, Manifest } from "@/server/objects/types";
import type { Action, Failure, Note, Outcome } from "../actions";
import { isSame } from "../hash";
import type { Memory } from "./behavior";
import { type Decision, decide, type Now } from "./decide";
import { decisionAnnotation, explanationOf } from "./explanation";
import type { World } from "./proposal";

/** How often an autoscaler looks, as in Kubernetes. */
export const lookEveryMs = 15_000;

/** What it is to size: by the name that `Cluster` takes for the kind, and its Scale as it is now. */
export interface Target {
  readonly kind: string;
  readonly scale: Scale;
}

export interface Seen extends Now {
  /** Or why the target cannot be read. */
  readonly target: Target | { readonly failure: string };
  readonly world: World;
  readonly timestamp: string;
}

export interface Reconciled {
  readonly outcome: Outcome;
  /** What is to be remembered once the outcome was carried out. */
  readonly memory: Memory | undefined;
}

type Status = NonNullable<HorizontalPodAutoscaler["status"]>;
type Condition = NonNullable<Status["conditions"]>[number];
type Words = Omit<Condition, "lastTransitionTime">;

export function reconcile(autoscaler: HorizontalPodAutoscaler, seen: Seen): Reconciled {
  const { target } = seen;
  if ("failure" in target) return { outcome: unread(autoscaler, target.failure, seen.timestamp), memory: seen.memory };
  const decision = decide(autoscaler, seen.world, seen);
  const notes = decision.warnings.map(({ reason, message }) => warn(autoscaler, reason, message));
  const afterwards = (failure: Failure | undefined) =>
    write(autoscaler, statusOf(autoscaler, decision, { seen, failure }), {
      ...autoscaler.metadata.annotations,
      [decisionAnnotation]: explanationOf(decision, seen.world.current, {
        at: seen.timestamp,
        old: autoscaler.metadata.annotations?.[decisionAnnotation],
      }),
    });
  const actions = [...notes, ...rescale(autoscaler, decision, target)];
  return { outcome: { actions, afterwards, retryAfterMs: lookEveryMs }, memory: decision.memory };
}

function rescale(autoscaler: HorizontalPodAutoscaler, decision: Decision, { kind, scale }: Target): Action[] {
  if (decision.rescaleReason === undefined) return [];
  const message = `New size: ${decision.desired}; reason: ${decision.rescaleReason}`;
  const note: Note = { about: autoscaler, type: "Normal", reason: "SuccessfulRescale", message };
  const object = { ...scale, spec: { replicas: decision.desired } };
  return [{ do: "update", kind, object, subresource: "scale", note }];
}

function warn(about: HorizontalPodAutoscaler, reason: string, message: string): Action {
  return { do: "note", note: { about, type: "Warning", reason, message } };
}

const gotScale: Words = {
  type: "AbleToScale",
  status: "True",
  reason: "SucceededGetScale",
  message: "the HPA controller was able to get the target's current scale",
};

function unread(autoscaler: HorizontalPodAutoscaler, failure: string, timestamp: string): Outcome {
  const message = `the HPA controller was unable to get the target's current scale: ${failure}`;
  const condition = { type: "AbleToScale", status: "False", reason: "FailedGetScale", message };
  const status = { ...autoscaler.status, ...withAll(autoscaler, [condition], timestamp) } as Status;
  const annotations = { ...autoscaler.metadata.annotations };
  return {
    actions: [warn(autoscaler, "FailedGetScale", failure), ...write(autoscaler, status, annotations)],
    retryAfterMs: lookEveryMs,
  };
}

interface Done {
  readonly seen: Seen;
  readonly failure: Failure | undefined;
}

function statusOf(autoscaler: HorizontalPodAutoscaler, decision: Decision, { seen, failure }: Done): Status {
  const isRescaled = decision.rescaleReason !== undefined && !failure;
  const { status } = autoscaler;
  const { generation } = autoscaler.metadata;
  const lastScaleTime = isRescaled ? seen.timestamp : status?.lastScaleTime;
  const conditions = [
    gotScale,
    zeroWords(decision.desired),
    ...decision.conditions,
    ...rescaleWords(decision, failure),
  ];
  return {
    ...(generation !== undefined && { observedGeneration: generation }),
    ...(lastScaleTime !== undefined && { lastScaleTime }),
    currentReplicas: seen.world.actual,
    desiredReplicas: failure ? (status?.desiredReplicas ?? 0) : decision.desired,
    currentMetrics: (decision.currentMetrics ?? status?.currentMetrics ?? null) as Status["currentMetrics"],
    ...withAll(autoscaler, conditions, seen.timestamp),
  };
}

function rescaleWords({ rescaleReason, desired }: Decision, failure: Failure | undefined): Words[] {
  const type = "AbleToScale";
  if (failure) {
    const message = `the HPA controller was unable to update the target scale: ${failure.message}`;
    return [{ type, status: "False", reason: "FailedUpdateScale", message }];
  }
  if (rescaleReason === undefined) return [];
  const message = `the HPA controller was able to update the target scale to ${desired}`;
  return [{ type, status: "True", reason: "SucceededRescale", message }];
}

function zeroWords(desired: number): Words {
  const is = desired === 0;
  return {
    type: "ScaledToZero",
    status: is ? "True" : "False",
    reason: is ? "ScaledToZero" : "NotScaledToZero",
    message: `the HPA controller ${is ? "scaled" : "did not scale"} the workload to zero`,
  };
}

/** The conditions with these set one after the other: of one type the last stands. */
function withAll(autoscaler: HorizontalPodAutoscaler, words: readonly Words[], timestamp: string) {
  const last = new Map(words.map((one) => [one.type, one]));
  const before = autoscaler.status?.conditions;
  let conditions: readonly Condition[] = before ?? [];
  for (const one of last.values()) {
    const old = conditions.find(({ type }) => type === one.type);
    const next = withCondition<Condition>(conditions, one, timestamp);
    const made = next.find(({ type }) => type === one.type);
    // In place, so that a status whose words are the same is the same.
    conditions = old && made ? conditions.map((each) => (each === old ? made : each)) : next;
  }
  return { conditions: [...conditions] };
}

function write(
  autoscaler: HorizontalPodAutoscaler,
  status: Status,
  annotations: NonNullable<Manifest["metadata"]["annotations"]>,
): Action[] {
  const metadata = { ...autoscaler.metadata, annotations };
  const isUnchanged = isSame(status, autoscaler.status) && isSame(annotations, autoscaler.metadata.annotations ?? {});
  if (isUnchanged) return [];
  const object = { ...autoscaler, metadata, status };
  return [{ do: "update", kind: autoscaler.kind, object, subresource: "status" }];
}
