import { formatBytes, formatCpu } from "../quantity";
import type { Container, Pod, PodSpec } from "../types";
import { Builder, builtAt } from "./builder";

export interface Asked {
  readonly cpuMillis?: number;
  readonly memoryBytes?: number;
}

export type AnyContainer = Partial<Container> & { readonly name?: string };

/** The quantities of a container's requests or limits. */
export function quantitiesOf({ cpuMillis, memoryBytes }: Asked): Record<string, string> {
  return {
    ...(cpuMillis === undefined ? {} : { cpu: formatCpu(cpuMillis) }),
    ...(memoryBytes === undefined ? {} : { memory: formatBytes(memoryBytes) }),
  };
}

type Conditions = NonNullable<NonNullable<Pod["status"]>["conditions"]>;

export class PodBuilder extends Builder<Pod> {
  /** What its first container asks for. */
  requesting(asked: Asked): this {
    return this.withFirst((container) => {
      container.resources = { ...container.resources, requests: quantitiesOf(asked) };
    });
  }

  limitedTo(asked: Asked): this {
    return this.withFirst((container) => {
      container.resources = { ...container.resources, limits: quantitiesOf(asked) };
    });
  }

  running(image: string): this {
    return this.withFirst((container) => {
      container.image = image;
    });
  }

  /** Its first container declares the port. */
  onPort(containerPort: number, more: { name?: string; hostPort?: number; protocol?: "TCP" | "UDP" } = {}): this {
    return this.withFirst((container) => {
      container.ports = [...(container.ports ?? []), { containerPort, ...more }];
    });
  }

  /** One more container. */
  beside(container: AnyContainer): this {
    return this.withSpec((spec) => {
      spec.containers = [...spec.containers, { name: "side", image: "side:1", ...container }];
    });
  }

  withInit(container: AnyContainer): this {
    return this.withSpec((spec) => {
      spec.initContainers = [...(spec.initContainers ?? []), { name: "init", image: "init:1", ...container }];
    });
  }

  withSpec(edit: (spec: PodSpec) => void): this {
    return this.with((pod) => edit(pod.spec));
  }

  withPriority(priority: number, priorityClassName?: string): this {
    return this.withSpec((spec) => {
      spec.priority = priority;
      if (priorityClassName) spec.priorityClassName = priorityClassName;
    });
  }

  tolerating(toleration: NonNullable<PodSpec["tolerations"]>[number]): this {
    return this.withSpec((spec) => {
      spec.tolerations = [...(spec.tolerations ?? []), toleration];
    });
  }

  selecting(nodeSelector: Readonly<Record<string, string>>): this {
    return this.withSpec((spec) => {
      spec.nodeSelector = { ...spec.nodeSelector, ...nodeSelector };
    });
  }

  /** Bound there. */
  onNode(node: string): this {
    return this.with((pod) => {
      pod.spec.nodeName = node;
      setCondition(pod, "PodScheduled", "True");
    });
  }

  /** Runs, and every container is ready since `since`. */
  ready(since = builtAt): this {
    return this.with((pod) => {
      setPhase(pod, "Running");
      for (const type of ["Initialized", "ContainersReady", "Ready"]) setCondition(pod, type, "True", since);
      setContainers(pod, true);
    });
  }

  /** Runs, but is not ready. */
  unready(since = builtAt): this {
    return this.with((pod) => {
      setPhase(pod, "Running");
      for (const type of ["ContainersReady", "Ready"]) setCondition(pod, type, "False", since);
      setContainers(pod, false);
    });
  }

  inPhase(phase: "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown"): this {
    return this.with((pod) => setPhase(pod, phase));
  }

  at(podIP: string): this {
    return this.with((pod) => {
      pod.status = { ...pod.status, podIP, podIPs: [{ ip: podIP }] };
    });
  }

  private withFirst(edit: (container: Container) => void): this {
    return this.with((pod) => {
      const [first] = pod.spec.containers;
      if (first) edit(first);
    });
  }
}

function setPhase(pod: Pod, phase: "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown"): void {
  pod.status = {
    ...pod.status,
    phase,
    ...(phase === "Pending" ? {} : { startTime: pod.status?.startTime ?? builtAt }),
  };
}

function setCondition(pod: Pod, type: string, status: "True" | "False", since = builtAt): void {
  const others: Conditions = (pod.status?.conditions ?? []).filter((condition) => condition.type !== type);
  pod.status = { ...pod.status, conditions: [...others, { type, status, lastTransitionTime: since }] };
}

function setContainers(pod: Pod, isReady: boolean): void {
  const containerStatuses = pod.spec.containers.map(({ name, image = "" }) => ({
    name,
    image,
    imageID: `sha256:${name}`,
    containerID: `test://${pod.metadata.uid}/${name}/0`,
    ready: isReady,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: builtAt } },
  }));
  pod.status = { ...pod.status, containerStatuses };
}
