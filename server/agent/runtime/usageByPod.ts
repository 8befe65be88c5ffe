import type { PodUsage, Usage } from "@/server/cluster/cluster";
import type { PodIdentity } from "./runtime";

export interface ContainerUsage {
  readonly pod: PodIdentity;
  readonly name: string;
  readonly usage: Usage;
}

/** What each pod uses (`namespace/name`): its containers together, and each for itself. */
export function usageByPod(containers: readonly ContainerUsage[]): ReadonlyMap<string, PodUsage> {
  const pods = new Map<string, PodUsage>();
  for (const { pod, name, usage } of containers) {
    const key = `${pod.namespace}/${pod.name}`;
    const sum = pods.get(key);
    pods.set(key, {
      cpuMillis: (sum?.cpuMillis ?? 0) + usage.cpuMillis,
      memoryBytes: (sum?.memoryBytes ?? 0) + usage.memoryBytes,
      containers: new Map([...(sum?.containers ?? []), [name, usage]]),
    });
  }
  return pods;
}
