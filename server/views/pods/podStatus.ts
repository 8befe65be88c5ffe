import { conditionOf, isDeleting } from "@/server/objects/meta";
import { isReady } from "@/server/objects/pods";
import type { ContainerStatus, Pod } from "@/server/objects/types";
import type { Severity } from "../severity";

/** The one word that `kubectl get pods` shows, with what a person needs beside it. */
export interface PodStatusWord {
  /** `Running`, `Pending`, `CrashLoopBackOff`, `Init:0/1`, `Terminating`, …: after kubectl's `printPod`. */
  readonly status: string;
  readonly severity: Severity;
  /** Why, in the engine's words, where something is wrong or waits. */
  readonly message?: string;
}

const waitingWell = new Set(["ContainerCreating", "PodInitializing"]);

export function podStatus(pod: Pod): PodStatusWord {
  const word = wordOf(pod);
  if (isDeleting(pod)) return { status: "Terminating", severity: "busy" };
  return { status: word.status, severity: severityOf(pod, word.status), message: word.message ?? messageOf(pod) };
}

interface Word {
  readonly status: string;
  readonly message?: string;
}

function wordOf(pod: Pod): Word {
  const phase = pod.status?.reason ?? pod.status?.phase ?? "Pending";
  const init = initWord(pod);
  if (init) return init;
  const statuses = pod.status?.containerStatuses ?? [];
  let word: Word = { status: phase };
  let hasRunning = false;
  for (const container of [...statuses].reverse()) {
    const found = containerWord(container);
    if (found) word = found;
    else if (container.ready && container.state?.running) hasRunning = true;
  }
  if (word.status === "Completed" && hasRunning) return { status: isReady(pod) ? "Running" : "NotReady" };
  if (word.status === "Pending" && isGated(pod)) return { status: "SchedulingGated" };
  return word;
}

function isGated(pod: Pod): boolean {
  return conditionOf(pod.status?.conditions, "PodScheduled")?.reason === "SchedulingGated";
}

/** Undefined for a container that simply runs. */
function containerWord({ state }: ContainerStatus): Word | undefined {
  if (state?.waiting?.reason) return { status: state.waiting.reason, message: state.waiting.message };
  const ended = state?.terminated;
  if (!ended) return undefined;
  if (ended.reason) return { status: ended.reason, message: ended.message };
  return { status: ended.signal ? `Signal:${ended.signal}` : `ExitCode:${ended.exitCode}`, message: ended.message };
}

/** `Init:1/2` or `Init:CrashLoopBackOff` while the pod is still at its init containers. */
function initWord(pod: Pod): Word | undefined {
  const inits = pod.spec.initContainers ?? [];
  const statuses = pod.status?.initContainerStatuses ?? [];
  for (const [index, container] of statuses.entries()) {
    const spec = inits.find(({ name }) => name === container.name);
    if (container.state?.terminated?.exitCode === 0) continue;
    if (spec?.restartPolicy === "Always" && container.started) continue;
    if (container.state?.terminated) {
      const word = containerWord(container);
      return { status: `Init:${word?.status ?? "Error"}`, message: word?.message };
    }
    const { reason, message } = container.state?.waiting ?? {};
    if (reason && !waitingWell.has(reason)) return { status: `Init:${reason}`, message };
    return { status: `Init:${index}/${inits.length}` };
  }
  return undefined;
}

function severityOf(pod: Pod, status: string): Severity {
  if (status === "Running") return isReady(pod) ? "well" : "busy";
  if (status === "Completed" || status === "Succeeded") return "well";
  if (status === "Pending") return isUnschedulable(pod) ? "warning" : "busy";
  const bare = status.replace(/^Init:/, "");
  if (waitingWell.has(bare) || /^\d+\/\d+$/.test(bare) || bare === "SchedulingGated" || bare === "NotReady")
    return "busy";
  return bare === "CrashLoopBackOff" || bare === "OOMKilled" || pod.status?.phase === "Failed" ? "critical" : "warning";
}

export function isUnschedulable(pod: Pod): boolean {
  return conditionOf(pod.status?.conditions, "PodScheduled")?.reason === "Unschedulable";
}

function messageOf(pod: Pod): string | undefined {
  const scheduled = conditionOf(pod.status?.conditions, "PodScheduled");
  if (scheduled && scheduled.status !== "True") return scheduled.message;
  if (pod.status?.message) return pod.status.message;
  const ready = conditionOf(pod.status?.conditions, "Ready");
  return ready?.status === "True" ? undefined : ready?.message;
}
