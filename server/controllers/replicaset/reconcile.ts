import { isReason } from "@/server/lib/errors";
import { conditionOf, isDeleting } from "@/server/objects/meta";
import { isActive, isReady } from "@/server/objects/pods";
import type { Pod, ReplicaSet } from "@/server/objects/types";
import { type Action, type Failure, type Outcome, statusUpdate } from "../actions";
import { isSame } from "../hash";
import { podFromTemplate } from "../podFromTemplate";
import { deletionOrder, podsPerNode } from "../ranking";
import { statusOf } from "./status";

export interface Observed {
  /** Everything that this set owns, whatever its phase. */
  readonly pods: readonly Pod[];
  /** Active pods of all sets of the same Deployment: pods that share a node go first. */
  readonly related: readonly Pod[];
  readonly nowMs: number;
  readonly timestamp: string;
  /** Fresh pod names; the same for the same observation. */
  names(count: number): string[];
}

/** At most this many pods are made or deleted at a time, as in Kubernetes. */
const burst = 500;

/** As many active pods as `spec.replicas`, and a status that says how many there are. */
export function reconcile(set: ReplicaSet, observed: Observed): Outcome {
  const active = observed.pods.filter(isActive);
  const actions = isDeleting(set) ? [] : scale(set, active, observed);
  const afterwards = (failure: Failure | undefined) => {
    const shown =
      failure && !isReason(failure.error, "Conflict", "Unavailable", "OutcomeUnknown") ? failure : undefined;
    const status = statusOf(set, observed.pods, observed, shown);
    return statusUpdate(set, status, isSame(status, set.status));
  };
  return { actions, afterwards, retryAfterMs: nextAvailableMs(set, active, observed.nowMs) };
}

function scale(set: ReplicaSet, active: readonly Pod[], observed: Observed): Action[] {
  const difference = (set.spec.replicas ?? 1) - active.length;
  if (difference > 0) return observed.names(Math.min(difference, burst)).map((name) => create(set, name));
  const surplus = Math.min(-difference, burst);
  const order =
    surplus === active.length ? active : deletionOrder(active, podsPerNode(observed.related), observed.nowMs);
  return order.slice(0, surplus).map((pod) => remove(set, pod));
}

function create(set: ReplicaSet, name: string): Action {
  const template = set.spec.template ?? { spec: { containers: [] } };
  const manifest = podFromTemplate(set, template, { name, base: set.metadata.name });
  const note = { about: set, type: "Normal", reason: "SuccessfulCreate", message: `Created pod: ${name}` } as const;
  return { do: "create", kind: "Pod", manifest, note };
}

function remove(set: ReplicaSet, pod: Pod): Action {
  const message = `Deleted pod: ${pod.metadata.name}`;
  return {
    do: "delete",
    kind: "Pod",
    object: pod,
    note: { about: set, type: "Normal", reason: "SuccessfulDelete", message },
  };
}

/** When the next ready pod has been so for minReadySeconds. */
function nextAvailableMs(set: ReplicaSet, active: readonly Pod[], nowMs: number): number | undefined {
  const minReadyMs = (set.spec.minReadySeconds ?? 0) * 1_000;
  if (minReadyMs === 0) return undefined;
  const waits = active.filter(isReady).flatMap((pod) => {
    const since = conditionOf(pod.status?.conditions, "Ready")?.lastTransitionTime;
    const waitMs = since === undefined ? 0 : Date.parse(since) + minReadyMs - nowMs;
    return waitMs > 0 ? [waitMs] : [];
  });
  return waits.length > 0 ? Math.min(...waits) : undefined;
}
