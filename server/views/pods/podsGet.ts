import type { Pod } from "@/server/objects/types";
import { type ConditionRow, conditionRows } from "../conditionRow";
import { eventsOf } from "../eventRow";
import { namedInput } from "../inputs";
import { recentUsage } from "../usage";
import { defineView } from "../view";
import { containerRows } from "./containerRow";
import { podRequests, podRow } from "./podRow";
import { isUnschedulable } from "./podStatus";

export const podsGet = defineView({
  name: "pods.get",
  input: namedInput,
  refreshMs: 5_000,
  dependsOn: ({ namespace, name }) => [
    { kind: "Pod", namespace, name },
    { kind: "Event", namespace },
  ],
  async read(cluster, at, { usage, clock }) {
    const pod = await cluster.get("Pod", at);
    const { cpuMillis, memoryBytes } = podRequests(pod);
    const row = podRow(pod, usage);
    return {
      ...row,
      resourceVersion: pod.metadata.resourceVersion,
      labels: pod.metadata.labels ?? {},
      annotations: pod.metadata.annotations ?? {},
      phase: pod.status?.phase ?? "Pending",
      qosClass: pod.status?.qosClass,
      startedAt: pod.status?.startTime,
      deletedAt: pod.metadata.deletionTimestamp,
      priority: pod.spec.priority,
      priorityClass: pod.spec.priorityClassName,
      restartPolicy: pod.spec.restartPolicy ?? "Always",
      /** True: `pods.why` has something to say. */
      isUnschedulable: isUnschedulable(pod),
      asked: { cpuMillis, memoryBytes },
      containerRows: containerRows(pod),
      conditions: conditionRows(pod.status?.conditions) satisfies ConditionRow[],
      volumes: volumesOf(pod),
      events: await eventsOf(cluster, [pod]),
      usage: recentUsage(usage, "pod", row.key, clock.now()),
    };
  },
});

function volumesOf(pod: Pod): { name: string; type: string; from?: string }[] {
  return (pod.spec.volumes ?? []).map(({ name, ...source }) => ({
    name,
    type: Object.keys(source)[0] ?? "emptyDir",
    from: source.configMap?.name ?? source.secret?.secretName ?? source.persistentVolumeClaim?.claimName,
  }));
}
