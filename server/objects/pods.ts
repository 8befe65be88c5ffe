import { conditionOf, isDeleting } from "./meta";
import { bytes, cpuMillis } from "./quantity";
import type { Container, Pod, PodSpec } from "./types";

/** Which port answers for a declared containerPort: `{"8080":"31007"}`, written by the agent (process runtime). */
export const portsAnnotation = "pilothouse.dev/ports";
/** Names of workloads that must be ready before this one's pods start, separated by commas. */
export const afterAnnotation = "pilothouse.dev/after";

export function isReady(pod: Pod): boolean {
  return conditionOf(pod.status?.conditions, "Ready")?.status === "True";
}

/** Ended for good: Succeeded or Failed. */
export function isTerminal(pod: Pod): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}

/** Counts as a replica: neither ended nor on its way out. */
export function isActive(pod: Pod): boolean {
  return !isTerminal(pod) && !isDeleting(pod);
}

/** Ready, and has been so for `minReadySeconds` at `nowMs`. */
export function isAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  if (!isReady(pod)) return false;
  const since = conditionOf(pod.status?.conditions, "Ready")?.lastTransitionTime;
  return minReadySeconds === 0 || (since !== undefined && Date.parse(since) + minReadySeconds * 1000 <= nowMs);
}

export interface Resources {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly ephemeralStorageBytes: number;
  /** Extended resources by name. */
  readonly others: Readonly<Record<string, number>>;
}

/**
 * What a pod asks of a node: its containers and sidecars together, or its largest init container if that is more, plus
 * overhead; after Kubernetes' `resource.PodRequests`.
 */
export function requestsOf(spec: PodSpec): Resources {
  const running = sum((spec.containers ?? []).map(containerRequests));
  let sidecars: Resources = none;
  let peak: Resources = none;
  for (const init of spec.initContainers ?? []) {
    const wants = containerRequests(init);
    if (init.restartPolicy === "Always") {
      sidecars = sum([sidecars, wants]);
      peak = most(peak, sidecars);
    } else {
      peak = most(peak, sum([sidecars, wants]));
    }
  }
  return sum([most(sum([running, sidecars]), peak), toResources(spec.overhead ?? {})]);
}

/** `service.port`'s number on a container: a number stands for itself, a name is looked up among the declared ports. */
export function resolvePort(pod: Pod, port: number | string): number | undefined {
  if (typeof port === "number") return port;
  const sidecars = (pod.spec.initContainers ?? []).filter((init) => init.restartPolicy === "Always");
  for (const container of [...pod.spec.containers, ...sidecars])
    for (const declared of container.ports ?? []) if (declared.name === port) return declared.containerPort;
  return /^\d+$/.test(port) ? Number(port) : undefined;
}

/** Where a containerPort answers at the pod's address: itself, unless the agent says otherwise. */
export function answeringPort(pod: Pod, containerPort: number): number {
  const annotation = pod.metadata.annotations?.[portsAnnotation];
  if (annotation === undefined) return containerPort;
  try {
    const ports: unknown = JSON.parse(annotation);
    const port = ports && typeof ports === "object" ? Number(Reflect.get(ports, String(containerPort))) : Number.NaN;
    return Number.isInteger(port) ? port : containerPort;
  } catch {
    return containerPort;
  }
}

const none: Resources = { cpuMillis: 0, memoryBytes: 0, ephemeralStorageBytes: 0, others: {} };

function containerRequests(container: Container): Resources {
  return toResources({ ...container.resources?.limits, ...container.resources?.requests });
}

function toResources(quantities: Readonly<Record<string, string | number>>): Resources {
  const { cpu, memory, "ephemeral-storage": storage, ...rest } = quantities;
  const others = Object.fromEntries(Object.entries(rest).map(([name, quantity]) => [name, bytes(quantity)]));
  return { cpuMillis: cpuMillis(cpu), memoryBytes: bytes(memory), ephemeralStorageBytes: bytes(storage), others };
}

function sum(all: readonly Resources[]): Resources {
  return all.reduce((left, right) => join(left, right, (a, b) => a + b), none);
}

function most(left: Resources, right: Resources): Resources {
  return join(left, right, Math.max);
}

function join(left: Resources, right: Resources, by: (a: number, b: number) => number): Resources {
  const names = new Set([...Object.keys(left.others), ...Object.keys(right.others)]);
  return {
    cpuMillis: by(left.cpuMillis, right.cpuMillis),
    memoryBytes: by(left.memoryBytes, right.memoryBytes),
    ephemeralStorageBytes: by(left.ephemeralStorageBytes, right.ephemeralStorageBytes),
    others: Object.fromEntries([...names].map((name) => [name, by(left.others[name] ?? 0, right.others[name] ?? 0)])),
  };
}
