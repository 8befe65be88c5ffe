import { conditionOf } from "@/server/objects/meta";
import type { PodStatus } from "@/server/objects/types";
import { isReadyNow, time } from "./containerStatus";
import { phaseOf } from "./phase";
import { type ContainerView, hasSucceeded, isRunning, type PodView } from "./view";

type PodCondition = NonNullable<PodStatus["conditions"]>[number];
interface Verdict {
  readonly isTrue: boolean;
  readonly reason?: string;
  readonly message?: string;
}

/** The four conditions that are kubelet's, with the times of their last change. */
export function conditionsOf(view: PodView): PodCondition[] {
  const known = view.pod.status?.conditions;
  const containers = containersReady(view);
  const verdicts: readonly (readonly [string, Verdict])[] = [
    ["PodReadyToStartContainers", { isTrue: view.setUp === "done" && !view.isTornDown }],
    ["Initialized", initialized(view)],
    ["Ready", ready(view, containers)],
    ["ContainersReady", containers],
  ];
  return verdicts.map(([type, { isTrue, reason, message }]) => {
    const status = isTrue ? "True" : "False";
    const old = conditionOf(known, type);
    const lastTransitionTime =
      old?.status === status && old.lastTransitionTime ? old.lastTransitionTime : time(view.nowMs);
    return { type, status, lastTransitionTime, ...(reason ? { reason } : {}), ...(message ? { message } : {}) };
  });
}

function initialized(view: PodView): Verdict {
  if (isOver(view) && phaseOf(view) === "Succeeded") return { isTrue: true, reason: "PodCompleted" };
  if (view.containers.some(({ role, current }) => role === "main" && current)) return { isTrue: true };
  const isPassed = (one: ContainerView) =>
    one.role === "init" ? hasSucceeded(one) : isRunning(one) && one.isPostStarted && one.isStarted;
  const pending = view.containers
    .filter(({ role }) => role === "init" || role === "sidecar")
    .filter((one) => !isPassed(one));
  if (pending.length === 0) return { isTrue: true };
  const message = `containers with incomplete status: [${namesOf(pending)}]`;
  return { isTrue: false, reason: "ContainersNotInitialized", message };
}

function containersReady(view: PodView): Verdict {
  if (isOver(view)) return { isTrue: false, reason: phaseOf(view) === "Succeeded" ? "PodCompleted" : "PodFailed" };
  const counted = view.containers.filter(({ role }) => role === "main" || role === "sidecar");
  const unready = counted.filter((container) => !isReadyNow(container));
  if (unready.length === 0) return { isTrue: true };
  return {
    isTrue: false,
    reason: "ContainersNotReady",
    message: `containers with unready status: [${namesOf(unready)}]`,
  };
}

/** A pod on its way out is not ready, whatever its containers say: that takes it out of its Services first. */
function ready(view: PodView, containers: Verdict): Verdict {
  if (view.termination && !isOver(view))
    return { isTrue: false, reason: "PodTerminating", message: "the pod is being stopped" };
  if (!containers.isTrue) return containers;
  const gates = (view.pod.spec.readinessGates ?? []).map(({ conditionType }) => conditionType);
  const closed = gates.filter((type) => conditionOf(view.pod.status?.conditions, type)?.status !== "True");
  if (closed.length === 0) return { isTrue: true };
  const message = closed
    .map((type) => `corresponding condition of pod readiness gate "${type}" does not exist.`)
    .join(", ");
  return { isTrue: false, reason: "ReadinessGatesNotReady", message };
}

function isOver(view: PodView): boolean {
  const phase = phaseOf(view);
  return phase === "Succeeded" || phase === "Failed";
}

const namesOf = (containers: readonly ContainerView[]) => containers.map(({ spec }) => spec.name).join(" ");
