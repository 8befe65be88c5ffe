import { conditionOf, isDeleting } from "@/server/objects/meta";
import { isReady, isTerminal } from "@/server/objects/pods";
import type { ControllerRevision, Pod, PodTemplate, StatefulSet } from "@/server/objects/types";
import { type Action, type Outcome, soonest, statusUpdate } from "../actions";
import { isSame } from "../hash";
import { forgetOld, templateIn, updateRevision } from "../history";
import { type ClaimLookup, isClaimLeaving, missingClaims, retentionActions } from "./claims";
import { ordinalRange, podFor, podName, revisionNameOf, withIdentity } from "./identity";
import { isOrdered, isServing, type Layout, layoutOf, type Occupied, type Slot } from "./layout";
import { toReplace } from "./rolling";
import { type Revisions, statusOf } from "./status";

export interface Observed {
  /** Everything that this set owns, whatever its phase. */
  readonly pods: readonly Pod[];
  readonly revisions: readonly ControllerRevision[];
  readonly revisionNamed: (name: string) => ControllerRevision | undefined;
  readonly findClaim: ClaimLookup;
  readonly nowMs: number;
}

interface Step {
  readonly set: StatefulSet;
  readonly layout: Layout;
  readonly revisions: Revisions;
  readonly observed: Observed;
}

/**
 * One pod for each ordinal, made in order and taken away in reverse order; an ordinal's pod is made only when the one
 * before it is gone. After Kubernetes' `UpdateStatefulSet`.
 */
export function reconcile(set: StatefulSet, observed: Observed): Outcome {
  const label = (hash: string) => ({ "controller.kubernetes.io/hash": hash });
  const update = updateRevision(set, { revisions: observed.revisions, named: observed.revisionNamed }, label);
  const known = observed.revisions.some(({ metadata }) => metadata.name === set.status?.currentRevision);
  const current = (known && set.status?.currentRevision) || update.name;
  const revisions = { current, update: update.name, collisionCount: update.collisionCount };
  const step = { set, layout: layoutOf(set, observed.pods), revisions, observed };
  const status = statusOf(set, observed.pods, { ...revisions, nowMs: observed.nowMs });
  const used = new Set([current, update.name, status.currentRevision, ...observed.pods.map(revisionNameOf)]);
  const actions = isDeleting(set)
    ? []
    : [
        ...update.actions,
        ...podActions(step),
        ...forgetOld(set, observed.revisions, ({ metadata }) => used.has(metadata.name)),
      ];
  return {
    actions,
    afterwards: () => statusUpdate(set, status, isSame(status, set.status)),
    retryAfterMs: untilAvailableMs(set, observed),
  };
}

/** First every ordinal its pod, then the surplus goes, and only then what is of an old revision. */
function podActions(step: Step): readonly Action[] {
  const filled = fill(step);
  if (filled.mustWait) return filled.actions;
  const shrunk = shrink(step);
  if (shrunk.mustWait) return [...filled.actions, ...shrunk.actions];
  const { set, layout, revisions, observed } = step;
  const replaced = toReplace(set, layout.slots, { update: revisions.update, nowMs: observed.nowMs });
  return [...filled.actions, ...shrunk.actions, ...replaced.map(({ pod }) => remove(set, pod))];
}

interface Progress {
  readonly actions: readonly Action[];
  /** Nothing further may be done before these have taken effect. */
  readonly mustWait: boolean;
}

function fill(step: Step): Progress {
  const { set, layout, observed } = step;
  const actions: Action[] = [];
  for (const slot of layout.slots) {
    const { pod, ordinal } = slot;
    actions.push(...(pod ? tend(step, { ordinal, pod }) : make(step, slot)));
    if (isOrdered(set) && !isServing(set, pod, observed.nowMs)) return { actions, mustWait: true };
  }
  return { actions, mustWait: false };
}

/** What a pod that is there lacks; one that has ended makes room for the next of its ordinal. */
function tend({ set, observed }: Step, { ordinal, pod }: Occupied): Action[] {
  if (isDeleting(pod)) return [];
  if (isTerminal(pod)) return [recreate(set, pod)];
  const identified = withIdentity(set, ordinal, pod);
  return [
    ...missingClaims(set, ordinal, observed.findClaim),
    ...retentionActions(set, { ordinal, pod, isCondemned: false }, observed.findClaim),
    ...(identified ? [{ do: "update", kind: "Pod", object: identified } as const] : []),
  ];
}

function make({ set, revisions, observed }: Step, { ordinal }: Slot): Action[] {
  if (isClaimLeaving(set, ordinal, observed.findClaim)) return [];
  const isHeldBack = ordinal < ordinalRange(set).first + (set.spec.updateStrategy?.rollingUpdate?.partition ?? 0);
  const old = isHeldBack ? templateOf(observed, revisions.current) : undefined;
  const revision = old ? revisions.current : revisions.update;
  const manifest = podFor(set, { ordinal, template: old ?? set.spec.template, revision });
  const message = `Create Pod ${podName(set, ordinal)} in StatefulSet ${set.metadata.name} successful`;
  const note = { about: set, type: "Normal", reason: "SuccessfulCreate", message } as const;
  return [...missingClaims(set, ordinal, observed.findClaim), { do: "create", kind: "Pod", manifest, note }];
}

function templateOf({ revisions }: Observed, name: string): PodTemplate | undefined {
  const found = revisions.find(({ metadata }) => metadata.name === name);
  return found && templateIn(found);
}

/** In order, one at a time, and not while a lower one is out of service; the lowest such may go itself. */
function shrink({ set, layout, observed }: Step): Progress {
  const { slots, condemned } = layout;
  const serves = ({ pod }: Slot) => isServing(set, pod, observed.nowMs);
  const firstDown = slots.find((slot) => !serves(slot)) ?? condemned.findLast((slot) => !serves(slot));
  const actions: Action[] = [];
  for (const slot of condemned) {
    if (isDeleting(slot.pod)) {
      if (isOrdered(set)) return { actions, mustWait: true };
      continue;
    }
    // One that has ended will not serve again: waiting for it would hold the set up for ever.
    const isAwaited = !serves(slot) && slot !== firstDown && !isTerminal(slot.pod);
    if (isOrdered(set) && isAwaited) return { actions, mustWait: true };
    actions.push(...retentionActions(set, { ...slot, isCondemned: true }, observed.findClaim), remove(set, slot.pod));
    if (isOrdered(set)) return { actions, mustWait: true };
  }
  return { actions, mustWait: false };
}

function remove(set: StatefulSet, pod: Pod): Action {
  const message = `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`;
  const note = { about: set, type: "Normal", reason: "SuccessfulDelete", message } as const;
  return { do: "delete", kind: "Pod", object: pod, note };
}

function recreate(set: StatefulSet, pod: Pod): Action {
  const isFailed = pod.status?.phase === "Failed";
  const note = {
    about: set,
    type: isFailed ? "Warning" : "Normal",
    reason: isFailed ? "RecreatingFailedPod" : "RecreatingTerminatedPod",
    message: `StatefulSet ${set.metadata.namespace}/${set.metadata.name} is recreating ${isFailed ? "failed" : "terminated"} Pod ${pod.metadata.name}`,
  } as const;
  return { do: "delete", kind: "Pod", object: pod, note };
}

function untilAvailableMs(set: StatefulSet, { pods, nowMs }: Observed): number | undefined {
  const minReadyMs = (set.spec.minReadySeconds ?? 0) * 1_000;
  if (minReadyMs === 0) return undefined;
  const waits = pods.filter(isReady).map((pod) => {
    const since = conditionOf(pod.status?.conditions, "Ready")?.lastTransitionTime;
    return since === undefined ? 0 : Date.parse(since) + minReadyMs - nowMs;
  });
  return soonest(...waits.filter((waitMs) => waitMs > 0));
}
