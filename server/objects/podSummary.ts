import { ageOf } from "./columns";
import { conditionOf, isDeleting } from "./meta";
import type { ContainerStatus, Pod } from "./types";

/** What `kubectl get pods` says of a pod, after Kubernetes' `printPod`. */
export interface PodSummary {
  /** `Running`, `CrashLoopBackOff`, `Init:1/2`, `Terminating`, … */
  readonly status: string;
  readonly readyContainers: number;
  readonly containers: number;
  readonly restarts: number;
  /** When a container last ended before a restart; absent when none did. */
  readonly lastRestartAt?: string;
}

export function podSummary(pod: Pod): PodSummary {
  const sidecars = new Set(
    (pod.spec.initContainers ?? []).filter((init) => init.restartPolicy === "Always").map(({ name }) => name),
  );
  const init = pod.status?.initContainerStatuses ?? [];
  const main = pod.status?.containerStatuses ?? [];
  const sidecarStatuses = init.filter((status) => sidecars.has(status.name));
  const initReason = initStatus(pod, sidecars);
  const counted = initReason === undefined ? [...sidecarStatuses, ...main] : init;
  return {
    status: withDeletion(pod, initReason ?? mainStatus(pod, main)),
    readyContainers: [...sidecarStatuses, ...main].filter((status) => status.ready && status.state?.running).length,
    containers: pod.spec.containers.length + sidecars.size,
    restarts: counted.reduce((total, status) => total + status.restartCount, 0),
    lastRestartAt: lastEnd(counted),
  };
}

/** `3`, or `3 (20s ago)` when it is known when. */
export function restartsText({ restarts, lastRestartAt }: PodSummary, nowMs: number): string {
  return restarts > 0 && lastRestartAt ? `${restarts} (${ageOf(lastRestartAt, nowMs)} ago)` : String(restarts);
}

function lastEnd(statuses: readonly ContainerStatus[]): string | undefined {
  return statuses
    .flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? [])
    .sort()
    .at(-1);
}

/** While init containers run, they are what matters; undefined when they are through. */
function initStatus(pod: Pod, sidecars: ReadonlySet<string>): string | undefined {
  const total = pod.spec.initContainers?.length ?? 0;
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const { terminated, waiting } = status.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (sidecars.has(status.name) && status.started) continue;
    if (terminated) return `Init:${endReason(terminated)}`;
    if (waiting?.reason && waiting.reason !== "PodInitializing") return `Init:${waiting.reason}`;
    return `Init:${index}/${total}`;
  }
  return undefined;
}

function mainStatus(pod: Pod, statuses: readonly ContainerStatus[]): string {
  let reason = pod.status?.reason || pod.status?.phase || "Pending";
  if (conditionOf(pod.status?.conditions, "PodScheduled")?.reason === "SchedulingGated") reason = "SchedulingGated";
  let isAnyRunning = false;
  for (const status of statuses.toReversed()) {
    const { waiting, terminated, running } = status.state ?? {};
    if (waiting?.reason) reason = waiting.reason;
    else if (terminated) reason = endReason(terminated);
    else if (status.ready && running) isAnyRunning = true;
  }
  if (reason !== "Completed" || !isAnyRunning) return reason;
  return conditionOf(pod.status?.conditions, "Ready")?.status === "True" ? "Running" : "NotReady";
}

function endReason(end: { reason?: string; signal?: number; exitCode: number }): string {
  return end.reason || (end.signal ? `Signal:${end.signal}` : `ExitCode:${end.exitCode}`);
}

function withDeletion(pod: Pod, status: string): string {
  if (!isDeleting(pod)) return status;
  if (pod.status?.reason === "NodeLost") return "Unknown";
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed" ? status : "Terminating";
}
