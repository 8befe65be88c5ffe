import { matchesNode } from "@/server/objects/nodeSelector";
import { type Toleration, untolerated } from "@/server/objects/tolerations";
import type { DaemonSet, Node, Pod, PodSpec } from "@/server/objects/types";

/** What every daemon pod tolerates, as Kubernetes adds it: it stays where others are sent away. */
const always: readonly Toleration[] = [
  { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
  { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute" },
  { key: "node.kubernetes.io/disk-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/memory-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/pid-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" },
];
const hostNetworkToo: Toleration = {
  key: "node.kubernetes.io/network-unavailable",
  operator: "Exists",
  effect: "NoSchedule",
};

export interface Eligibility {
  /** A pod is to be made where none is. */
  readonly shouldRun: boolean;
  /** A pod that is there may stay. */
  readonly shouldContinue: boolean;
}

/** Whether a node is one of the set's, after Kubernetes' `NodeShouldRunDaemonPod`. */
export function eligibility(set: DaemonSet, node: Node): Eligibility {
  const spec = set.spec.template.spec as PodSpec;
  const isNamed = !spec.nodeName || spec.nodeName === node.metadata.name;
  if (!isNamed || !matchesNode(spec, node)) return { shouldRun: false, shouldContinue: false };
  const taints = node.spec.taints ?? [];
  const tolerations = tolerationsOf(spec);
  return {
    shouldRun: !untolerated(taints, tolerations, ["NoExecute", "NoSchedule"]),
    shouldContinue: !untolerated(taints, tolerations, ["NoExecute"]),
  };
}

function tolerationsOf(spec: PodSpec): Toleration[] {
  return [...(spec.tolerations ?? []), ...always, ...(spec.hostNetwork ? [hostNetworkToo] : [])];
}

/** The pod's spec for one node: the scheduler binds it there and nowhere else. */
export function pinnedTo(node: string, spec: PodSpec): PodSpec {
  const nodeSelectorTerms = [{ matchFields: [{ key: "metadata.name", operator: "In" as const, values: [node] }] }];
  const nodeAffinity = {
    ...spec.affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
  };
  return { ...spec, tolerations: tolerationsOf(spec), affinity: { ...spec.affinity, nodeAffinity } };
}

/** The node that a daemon pod is on, or was made for. */
export function targetOf({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required?.nodeSelectorTerms[0]?.matchFields?.find(({ key }) => key === "metadata.name")?.values?.[0];
}
