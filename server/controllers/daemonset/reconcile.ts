import { conditionOf, isDeleting } from "@/server/objects/meta";
import { isReady } from "@/server/objects/pods";
import type { ControllerRevision, DaemonSet, Pod, PodSpec } from "@/server/objects/types";
import { type Action, type Outcome, soonest, statusUpdate } from "../actions";
import { isSame } from "../hash";
import { forgetOld, type Update, updateRevision } from "../history";
import { podFromTemplate } from "../podFromTemplate";
import { place } from "./manage";
import { pinnedTo } from "./placement";
import { roll } from "./rolling";
import { statusOf } from "./status";
import { hashLabel, isUpdated } from "./template";
import type { World } from "./world";

export interface Observed extends Omit<World, "updateHash"> {
  readonly revisions: readonly ControllerRevision[];
  readonly revisionNamed: (name: string) => ControllerRevision | undefined;
  names(count: number): string[];
  /** How long a failed pod of this node is left before the next try, by the node's failures so far. */
  backoffMs(pod: Pod): number;
}

const burst = 250;

/** One pod on each eligible node, of the current template as fast as the update strategy allows. */
export function reconcile(set: DaemonSet, observed: Observed): Outcome {
  const update = updateRevision(set, { revisions: observed.revisions, named: observed.revisionNamed }, (hash) => ({
    [hashLabel]: hash,
  }));
  const world = { ...observed, updateHash: update.hash };
  const placement = place(set, world);
  const waits = placement.failed.map((pod) => ({ pod, waitMs: observed.backoffMs(pod) }));
  const due = waits.filter(({ waitMs }) => waitMs <= 0).map(({ pod }) => pod);
  const step = placement.missing.length + placement.surplus.length > 0 ? { remove: [], surge: [] } : roll(set, world);
  const nodes = [...placement.missing, ...step.surge].slice(0, burst);
  const names = observed.names(nodes.length);
  const doomed = [...new Set([...placement.surplus, ...step.remove])].filter((pod) => !placement.failed.includes(pod));
  const actions: Action[] = isDeleting(set)
    ? []
    : [
        ...update.actions,
        ...due.map((pod) => removeFailed(set, pod)),
        ...doomed.slice(0, burst).map((pod) => remove(set, pod)),
        ...names.map((name, at) => create(set, { name, node: nodes[at] ?? "", updateHash: update.hash })),
        ...forgetRevisions(set, observed, update),
      ];
  const status = { ...statusOf(set, world), ...keptOf(set, update.collisionCount) };
  const pending = waits.map(({ waitMs }) => waitMs).filter((waitMs) => waitMs > 0);
  return {
    actions,
    afterwards: () => statusUpdate(set, status, isSame(status, set.status)),
    retryAfterMs: soonest(...pending, untilAvailableMs(set, observed)),
  };
}

/** What others keep in the status. */
function keptOf({ status }: DaemonSet, collisionCount: number) {
  const { conditions } = status ?? {};
  return { ...(collisionCount ? { collisionCount } : {}), ...(conditions ? { conditions } : {}) };
}

/** A revision whose pods are still there stays. */
function forgetRevisions(set: DaemonSet, { pods, revisions }: Observed, update: Update): Action[] {
  return forgetOld(set, revisions, ({ metadata }) => {
    const hash = metadata.labels?.[hashLabel] ?? "";
    return metadata.name === update.name || pods.some((pod) => isUpdated(pod, hash));
  });
}

interface Made {
  readonly name: string;
  readonly node: string;
  readonly updateHash: string;
}

function create(set: DaemonSet, { name, node, updateHash }: Made): Action {
  const manifest = podFromTemplate(set, set.spec.template, { name, base: set.metadata.name });
  const generation = set.metadata.generation ?? 1;
  const labels = {
    ...manifest.metadata.labels,
    [hashLabel]: updateHash,
    "pod-template-generation": String(generation),
  };
  const pinned = {
    ...manifest,
    metadata: { ...manifest.metadata, labels },
    spec: pinnedTo(node, manifest.spec as PodSpec),
  };
  const note = { about: set, type: "Normal", reason: "SuccessfulCreate", message: `Created pod: ${name}` } as const;
  return { do: "create", kind: "Pod", manifest: pinned, note };
}

function remove(set: DaemonSet, pod: Pod): Action {
  const message = `Deleted pod: ${pod.metadata.name}`;
  return {
    do: "delete",
    kind: "Pod",
    object: pod,
    note: { about: set, type: "Normal", reason: "SuccessfulDelete", message },
  };
}

function removeFailed(set: DaemonSet, pod: Pod): Action {
  const isFailed = pod.status?.phase === "Failed";
  const word = isFailed ? "failed" : "succeeded";
  const note = {
    about: set,
    type: isFailed ? "Warning" : "Normal",
    reason: isFailed ? "FailedDaemonPod" : "SucceededDaemonPod",
    message: `Found ${word} daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${pod.spec.nodeName}, will try to ${isFailed ? "kill" : "delete"} it`,
  } as const;
  return { do: "delete", kind: "Pod", object: pod, note };
}

function untilAvailableMs(set: DaemonSet, { pods, nowMs }: Observed): number | undefined {
  const minReadyMs = (set.spec.minReadySeconds ?? 0) * 1_000;
  if (minReadyMs === 0) return undefined;
  const waits = pods.filter(isReady).map((pod) => {
    const since = conditionOf(pod.status?.conditions, "Ready")?.lastTransitionTime;
    return since === undefined ? 0 : Date.parse(since) + minReadyMs - nowMs;
  });
  return soonest(...waits.filter((waitMs) => waitMs > 0));
}
