import type { ContainerState } from "../pod/containerState";
import { statusesOf } from "../pod/containerStatus";
import type { PodWorker } from "../pod/podWorker";
import type { Pods } from "../pods";
import type { ObservedContainer } from "../runtime/runtime";
import { Refusal } from "./refusal";

/** The container that a path names, in kubelet's words where there is none. */
export function findContainer(
  pods: Pods,
  [namespace = "", name = "", container = ""]: readonly string[],
): { readonly worker: PodWorker; readonly state: ContainerState } {
  const worker = pods.find(namespace, name);
  if (!worker) throw new Refusal(404, `pod "${namespace}/${name}" not found`);
  const state = worker.states.find(({ spec }) => spec.name === container);
  if (!state) throw new Refusal(404, `container "${container}" not found in pod "${name}"`);
  return { worker, state };
}

/** The attempt whose log is asked for. */
export function attemptOf(worker: PodWorker, state: ContainerState, isPrevious: boolean): ObservedContainer {
  const { name } = worker.pod.metadata;
  if (isPrevious) {
    if (state.previous) return state.previous;
    throw new Refusal(400, `previous terminated container "${state.spec.name}" in pod "${name}" not found`);
  }
  if (state.current) return state.current;
  throw new Refusal(
    400,
    `container "${state.spec.name}" in pod "${name}" is waiting to start: ${waitingFor(worker, state)}`,
  );
}

/** What the pod's status gives as the reason; kubelet has sentences for images. */
function waitingFor(worker: PodWorker, { spec, role }: ContainerState): string {
  const statuses = statusesOf(worker.view(), [role], worker.context.runtimeInfo.name);
  const reason = statuses.find(({ name }) => name === spec.name)?.state?.waiting?.reason ?? "ContainerCreating";
  if (reason === "ErrImagePull") return "image can't be pulled";
  return reason === "ImagePullBackOff" ? "trying and failing to pull image" : reason;
}
