import os from "node:os";
import { bootId } from "@/server/lib/processIdentity";
import { formatBytes, formatCpu } from "@/server/objects/quantity";
import { kubernetesRelease } from "@/server/objects/release";
import type { Manifest, Node } from "@/server/objects/types";
import type { RuntimeInfo } from "../runtime/runtime";

export interface Capacity {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly ephemeralStorageBytes?: number;
  /** 110 unless told. */
  readonly pods?: number;
}

export interface NodeDescription {
  readonly node: string;
  readonly capacity: Capacity;
  readonly labels: Readonly<Record<string, string>>;
  readonly runtimeInfo: RuntimeInfo;
  readonly hostIp: string;
}

/** What this node's runtime cannot isolate or limit, in plain words: a JSON list. */
const cannotAnnotation = "pilothouse.dev/cannot";
const runtimeAnnotation = "pilothouse.dev/runtime";

type NodeStatus = NonNullable<Node["status"]>;
type NodeCondition = NonNullable<NodeStatus["conditions"]>[number];

export function nodeManifest(description: NodeDescription): Manifest {
  const { node } = description;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: node, labels: nodeLabels(description), annotations: nodeAnnotations(description) },
    spec: {},
  };
}

export function nodeLabels({ node, labels }: NodeDescription): Record<string, string> {
  const arch = { x64: "amd64", ia32: "386" }[process.arch as string] ?? process.arch;
  const own = { "kubernetes.io/hostname": node, "kubernetes.io/os": process.platform, "kubernetes.io/arch": arch };
  return { ...own, "topology.kubernetes.io/zone": node, "topology.kubernetes.io/region": "local", ...labels };
}

export function nodeAnnotations({ runtimeInfo }: NodeDescription): Record<string, string> {
  return { [runtimeAnnotation]: runtimeInfo.name, [cannotAnnotation]: JSON.stringify(runtimeInfo.cannot) };
}

/** The status that says the node is there and well; `old` keeps the times of conditions that have not changed. */
export function nodeStatus(description: NodeDescription, old: Node | undefined, now: string): NodeStatus {
  const { capacity, hostIp, node, runtimeInfo } = description;
  const resources = {
    cpu: formatCpu(capacity.cpuMillis),
    memory: formatBytes(capacity.memoryBytes),
    "ephemeral-storage": formatBytes(capacity.ephemeralStorageBytes ?? 10 * 2 ** 30),
    pods: String(capacity.pods ?? 110),
  };
  return {
    capacity: resources,
    allocatable: resources,
    addresses: [
      { type: "InternalIP", address: hostIp },
      { type: "Hostname", address: node },
    ],
    conditions: wellConditions(old, now),
    nodeInfo: {
      architecture: nodeLabels(description)["kubernetes.io/arch"] ?? process.arch,
      bootID: bootId(),
      containerRuntimeVersion: `${runtimeInfo.name}://${runtimeInfo.version}`,
      kernelVersion: os.release(),
      kubeProxyVersion: "",
      kubeletVersion: kubernetesRelease.gitVersion,
      machineID: "",
      operatingSystem: process.platform,
      osImage: `${os.type()} ${os.release()}`,
      systemUUID: "",
    },
  };
}

const well: readonly (readonly [string, "True" | "False", string, string])[] = [
  ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
];

function wellConditions(old: Node | undefined, now: string): NodeCondition[] {
  return well.map(([type, status, reason, message]) => {
    const before = old?.status?.conditions?.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? now) : now;
    return { type, status, reason, message, lastHeartbeatTime: now, lastTransitionTime };
  });
}

/** Whether somebody (the node lifecycle controller) thinks otherwise of the node. */
export function isToldWell(node: Node): boolean {
  return well.every(([type, status]) => {
    return node.status?.conditions?.find((condition) => condition.type === type)?.status === status;
  });
}
