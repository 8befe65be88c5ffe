import { controllerOf } from "@/server/objects/meta";
import { type Resources, requestsOf } from "@/server/objects/pods";
import type { Pod } from "@/server/objects/types";
import { perObject } from "../cells";
import type { Severity } from "../severity";
import type { UsageSource } from "../usage";
import type { Cells } from "../window";
import { podStatus } from "./podStatus";

export interface PodRow {
  /** `namespace/name` */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly status: string;
  readonly severity: Severity;
  readonly message?: string;
  readonly readyContainers: number;
  readonly containers: number;
  readonly restarts: number;
  readonly node?: string;
  readonly ip?: string;
  readonly createdAt: string;
  readonly owner?: { readonly kind: string; readonly name: string };
  /** As last measured; absent when unknown. */
  readonly cpuMillis?: number;
  readonly memoryBytes?: number;
}

/** Filtered and sorted by; made once for each version of a pod. */
export const podCells = perObject((pod: Pod): Cells & { readonly status: string } => {
  const { status, severity } = podStatus(pod);
  const node = pod.spec.nodeName ?? "";
  return {
    name: pod.metadata.name,
    namespace: pod.metadata.namespace ?? "",
    status,
    severity,
    labels: pod.metadata.labels,
    words: `${node} ${pod.status?.podIP ?? ""}`,
    createdAt: pod.metadata.creationTimestamp,
    sortable: { node, restarts: restartsOf(pod) },
  };
});

/** What the pod asks of its node; made once for each version of a pod. */
export const podRequests: (pod: Pod) => Resources = perObject((pod: Pod) => requestsOf(pod.spec));

export function podRow(pod: Pod, usage?: UsageSource): PodRow {
  const { name, namespace = "", uid, creationTimestamp: createdAt } = pod.metadata;
  const key = `${namespace}/${name}`;
  const owner = controllerOf(pod);
  const used = usage?.latest().pods.get(key);
  return {
    key,
    namespace,
    name,
    uid,
    ...podStatus(pod),
    ...readiness(pod),
    restarts: restartsOf(pod),
    node: pod.spec.nodeName,
    ip: pod.status?.podIP,
    createdAt,
    owner: owner && { kind: owner.kind, name: owner.name },
    cpuMillis: used?.cpuMillis,
    memoryBytes: used?.memoryBytes,
  };
}

/** kubectl's READY column: sidecars count, other init containers do not. */
function readiness(pod: Pod): { readyContainers: number; containers: number } {
  const sidecars = new Set(
    (pod.spec.initContainers ?? []).filter((init) => init.restartPolicy === "Always").map(({ name }) => name),
  );
  const statuses = [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
  ];
  return {
    readyContainers: statuses.filter(({ ready }) => ready).length,
    containers: pod.spec.containers.length + sidecars.size,
  };
}

function restartsOf(pod: Pod): number {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  return statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
}
