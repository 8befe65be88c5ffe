import type { PodUsage, Usage } from "@/server/cluster/cluster";
import type { NodeUsage } from "./agentClient";

interface Stats {
  readonly cpu?: { readonly usageNanoCores?: number };
  readonly memory?: { readonly workingSetBytes?: number };
}
/** The part of the kubelet's `stats/v1alpha1` Summary that is read here. */
interface Summary {
  readonly node?: Stats;
  readonly pods?: readonly PodStats[];
}
interface PodStats extends Stats {
  readonly podRef: { readonly namespace: string; readonly name: string };
  readonly containers?: readonly (Stats & { readonly name: string })[];
}

/** Usage out of the kubelet's summary; pods without a sample are absent. */
export function usageOf(summary: unknown): NodeUsage {
  const { node, pods = [] } = (summary ?? {}) as Summary;
  const byPod = new Map<string, PodUsage>();
  for (const { podRef, containers, ...stats } of pods) {
    const usage = toUsage(stats);
    if (!usage) continue;
    const own = containers?.flatMap(({ name, ...each }): [string, Usage][] => {
      const used = toUsage(each);
      return used ? [[name, used]] : [];
    });
    byPod.set(`${podRef.namespace}/${podRef.name}`, { ...usage, ...(own && { containers: new Map(own) }) });
  }
  const own = node && toUsage(node);
  return { ...(own && { node: own }), pods: byPod };
}

function toUsage({ cpu, memory }: Stats): Usage | undefined {
  if (cpu?.usageNanoCores === undefined && memory?.workingSetBytes === undefined) return undefined;
  return { cpuMillis: Math.round((cpu?.usageNanoCores ?? 0) / 1e6), memoryBytes: memory?.workingSetBytes ?? 0 };
}
