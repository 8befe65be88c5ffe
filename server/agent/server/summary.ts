import type { Usage } from "@/server/cluster/cluster";
import type { AgentServerOptions } from "./agentServer";

/** The kubelet's `stats/v1alpha1` Summary: the node is what its pods use together. */
export async function summaryOf({ pods, context }: AgentServerOptions): Promise<object> {
  const { runtime, clock, node } = context;
  const time = new Date(clock.now()).toISOString();
  const usage = await runtime.usage();
  const stats = ({ cpuMillis, memoryBytes }: Usage) => ({
    cpu: { time, usageNanoCores: cpuMillis * 1_000_000 },
    memory: { time, workingSetBytes: memoryBytes },
  });
  const total = { cpuMillis: 0, memoryBytes: 0 };
  const rows = pods.list().flatMap(({ pod }) => {
    const { name, namespace = "", uid } = pod.metadata;
    const used = usage.get(`${namespace}/${name}`);
    if (!used) return [];
    total.cpuMillis += used.cpuMillis;
    total.memoryBytes += used.memoryBytes;
    const containers = [...(used.containers ?? [])].map(([container, own]) => ({ name: container, ...stats(own) }));
    return [{ podRef: { name, namespace, uid }, ...stats(used), containers }];
  });
  return { node: { nodeName: node, ...stats(total) }, pods: rows };
}
