import type { ContainerStatus, PodStatus } from "@/server/objects/types";
import type { ObservedContainer } from "../runtime/runtime";
import { goDuration, restartDelayMs, restartsIn } from "./restart";
import { type ContainerView, hasEnded, hasSucceeded, isRunning, type PodView, type Role } from "./view";

type State = NonNullable<ContainerStatus["state"]>;
type Terminated = NonNullable<State["terminated"]>;

/** One container in Kubernetes' words. `scheme` is what its ids begin with: the runtime's name. */
function containerStatusOf(container: ContainerView, view: PodView, scheme: string): ContainerStatus {
  const { spec, current, previous } = container;
  const waiting = waitingOf(container, view);
  const ended = current && hasEnded(container) ? { terminated: terminatedOf(current, container, scheme) } : undefined;
  const before = previous ? { terminated: terminatedOf(previous, container, scheme) } : undefined;
  const state = waiting ? { waiting } : (ended ?? stateOf(current));
  const lastState = waiting && ended ? ended : before;
  return {
    name: spec.name,
    image: spec.image ?? "",
    imageID: current?.imageId ?? "",
    ready: isReadyNow(container),
    started: isStartedNow(container),
    restartCount: current?.attempt ?? Math.max(0, container.nextAttempt - 1),
    state,
    ...(current ? { containerID: idOf(current, scheme) } : {}),
    ...(lastState ? { lastState } : {}),
  };
}

/** An init container is ready once it has done its work; any other while it runs and its probes say so. */
export function isReadyNow(container: ContainerView): boolean {
  if (container.role === "init") return hasSucceeded(container);
  return isRunning(container) && container.isPostStarted && container.isStarted && container.isReady;
}

function isStartedNow(container: ContainerView): boolean {
  return isRunning(container) && container.isPostStarted && container.isStarted;
}

function waitingOf(container: ContainerView, view: PodView): State["waiting"] | undefined {
  const { failure, current, spec, role } = container;
  if (isRunning(container) || view.termination) return undefined;
  if (failure) return { reason: failure.reason, message: failure.message };
  if (!current) {
    const inits = view.containers.some((one) => one.role === "init" && !hasSucceeded(one));
    const sidecars = view.containers.some((one) => one.role === "sidecar" && !isStartedNow(one));
    const isInitializing = role === "main" && (inits || sidecars);
    return { reason: isInitializing ? "PodInitializing" : "ContainerCreating" };
  }
  const inMs = restartsIn(container, view);
  if (inMs === undefined || inMs === 0) return undefined;
  const delay = goDuration(restartDelayMs(container.backoff, current.finishedAtMs ?? view.nowMs));
  const { name, namespace, uid } = view.pod.metadata;
  const message = `back-off ${delay} restarting failed container=${spec.name} pod=${name}_${namespace}(${uid})`;
  return { reason: "CrashLoopBackOff", message };
}

function stateOf(current: ObservedContainer | undefined): State {
  if (!current?.startedAtMs) return { waiting: { reason: "ContainerCreating" } };
  return { running: { startedAt: time(current.startedAtMs) } };
}

function terminatedOf(one: ObservedContainer, { words }: ContainerView, scheme: string): Terminated {
  const exitCode = one.exit?.code ?? 137;
  const lost = "The container could not be located when the pod was terminated";
  const message = one.state === "lost" ? lost : words?.get(one.id);
  return {
    exitCode,
    reason: reasonOf(one, exitCode),
    containerID: idOf(one, scheme),
    ...(one.startedAtMs === undefined ? {} : { startedAt: time(one.startedAtMs) }),
    ...(one.finishedAtMs === undefined ? {} : { finishedAt: time(one.finishedAtMs) }),
    ...(message ? { message } : {}),
  };
}

function reasonOf(one: ObservedContainer, exitCode: number): string {
  if (one.state === "lost") return "ContainerStatusUnknown";
  if (one.exit?.wasOutOfMemory) return "OOMKilled";
  return exitCode === 0 ? "Completed" : "Error";
}

const idOf = (one: ObservedContainer, scheme: string) => `${scheme}://${one.id}`;

export function allStatuses(status: PodStatus | undefined): ContainerStatus[] {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = status ?? {};
  return [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
}

/** The last words that a status tells, by the id of their attempt: the file they stood in may be gone. */
export function toldWords(status: ContainerStatus | undefined): ReadonlyMap<string, string> {
  const told = [status?.state?.terminated, status?.lastState?.terminated];
  return new Map(
    told.flatMap((end): [string, string][] =>
      end?.containerID && end.message ? [[end.containerID.replace(/^[a-z]+:\/\//, ""), end.message]] : [],
    ),
  );
}

/** RFC 3339 to the second, as `metav1.Time`. */
export function time(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** The pod's containers of these roles in the order of its spec. */
export function statusesOf(view: PodView, roles: readonly Role[], scheme: string): ContainerStatus[] {
  return view.containers
    .filter(({ role }) => roles.includes(role))
    .map((container) => containerStatusOf(container, view, scheme));
}
