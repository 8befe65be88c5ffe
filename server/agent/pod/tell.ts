import type { ProbeKind } from "../hooks/probes/verdict";
import type { ContainerState } from "./containerState";
import type { PodWorker } from "./podWorker";
import { goDuration, restartDelayMs, restartsIn } from "./restart";
import { fieldPathOf } from "./startContainer";

const titles: Readonly<Record<ProbeKind, string>> = {
  startup: "Startup",
  readiness: "Readiness",
  liveness: "Liveness",
};

/** Tells an event about one container, as kubelet words it. */
export function tell(
  { context, pod }: PodWorker,
  { spec }: ContainerState,
  {
    type = "Normal",
    reason,
    message,
  }: { readonly type?: "Normal" | "Warning"; readonly reason: string; readonly message: string },
): void {
  context.events.tell(pod, { type, reason, message, fieldPath: fieldPathOf(pod, spec.name) });
}

export function tellUnhealthy(
  worker: PodWorker,
  state: ContainerState,
  { kind, message }: { readonly kind: ProbeKind; readonly message: string },
): void {
  tell(worker, state, { type: "Warning", reason: "Unhealthy", message: `${titles[kind]} probe failed: ${message}` });
}

export function tellCondemned(worker: PodWorker, state: ContainerState, kind: ProbeKind): void {
  const message = `Container ${state.spec.name} failed ${kind} probe, will be restarted`;
  tell(worker, state, { reason: "Killing", message });
}

/** Once an attempt: that its restart waits. */
export function tellBackoff(worker: PodWorker, state: ContainerState): void {
  const { context, pod, termination } = worker;
  const { current, spec, backoff } = state;
  const attempt = current?.attempt ?? 0;
  if (!restartsIn(state.view(), worker.view()) || termination || state.toldBackoffOf === attempt) return;
  state.toldBackoffOf = attempt;
  const { name, namespace, uid } = pod.metadata;
  const message = `Back-off restarting failed container ${spec.name} in pod ${name}_${namespace}(${uid})`;
  tell(worker, state, { type: "Warning", reason: "BackOff", message });
  const wait = goDuration(restartDelayMs(backoff, current?.finishedAtMs ?? 0));
  context.log.debug({ pod: name, container: spec.name, delay: wait }, "a container crashed and waits");
}
