import { conditionOf } from "@/server/objects/meta";
import { isTerminal } from "@/server/objects/pods";
import { bytes, cpuMillis } from "@/server/objects/quantity";
import type { Node, Pod } from "@/server/objects/types";
import { podRequests } from "../pods/podRow";
import type { Severity } from "../severity";
import type { UsageSource } from "../usage";
import type { Cells } from "../window";

export interface NodeRow {
  readonly key: string;
  readonly name: string;
  readonly uid: string;
  /** `Ready`, `NotReady`, `Unknown`, with `,SchedulingDisabled` after it when it is cordoned: as kubectl shows it. */
  readonly status: string;
  readonly severity: Severity;
  readonly message?: string;
  readonly isReady: boolean;
  readonly isCordoned: boolean;
  readonly pods: number;
  readonly allocatable: NodeFigures & { readonly pods: number };
  /** The sum of what its pods ask for. */
  readonly requested: NodeFigures;
  /** As last measured; absent when unknown. */
  readonly used?: NodeFigures;
  readonly zone?: string;
  readonly runtime?: string;
  readonly address?: string;
  readonly createdAt: string;
}

export interface NodeFigures {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

export interface NodeLoad extends NodeFigures {
  readonly pods: number;
}

/** What the pods of each node ask for together. */
export function loadByNode(pods: readonly Pod[]): ReadonlyMap<string, NodeLoad> {
  const loads = new Map<string, { cpuMillis: number; memoryBytes: number; pods: number }>();
  for (const pod of pods) {
    const node = pod.spec.nodeName;
    if (!node || isTerminal(pod)) continue;
    const asks = podRequests(pod);
    const load = loads.get(node) ?? { cpuMillis: 0, memoryBytes: 0, pods: 0 };
    load.cpuMillis += asks.cpuMillis;
    load.memoryBytes += asks.memoryBytes;
    load.pods++;
    loads.set(node, load);
  }
  return loads;
}

export function nodeRow(node: Node, load: NodeLoad | undefined, usage: UsageSource | undefined): NodeRow {
  const { name, uid, labels, creationTimestamp: createdAt } = node.metadata;
  const { cpuMillis: cpu = 0, memoryBytes: memory = 0, pods = 0 } = load ?? {};
  return {
    key: name,
    name,
    uid,
    ...nodeStatus(node),
    isCordoned: node.spec.unschedulable ?? false,
    pods,
    allocatable: allocatableOf(node),
    requested: { cpuMillis: cpu, memoryBytes: memory },
    used: usage?.latest().nodes.get(name),
    zone: labels?.["topology.kubernetes.io/zone"],
    runtime: node.status?.nodeInfo?.containerRuntimeVersion,
    address: (node.status?.addresses ?? []).find(({ type }) => type === "InternalIP")?.address,
    createdAt,
  };
}

export function allocatableOf({ status }: Node): NodeFigures & { pods: number } {
  const { cpu, memory, pods } = status?.allocatable ?? status?.capacity ?? {};
  return { cpuMillis: cpuMillis(cpu), memoryBytes: bytes(memory), pods: bytes(pods) };
}

export function nodeStatus(node: Node): Pick<NodeRow, "status" | "severity" | "message" | "isReady"> {
  const ready = conditionOf(node.status?.conditions, "Ready");
  const isReady = ready?.status === "True";
  const word = isReady ? "Ready" : ready?.status === "False" ? "NotReady" : "Unknown";
  const status = node.spec.unschedulable ? `${word},SchedulingDisabled` : word;
  const pressure = (node.status?.conditions ?? []).find(
    ({ type, status: state }) => state === "True" && type.endsWith("Pressure"),
  );
  if (!isReady) return { status, severity: "critical", message: ready?.message, isReady };
  if (pressure) return { status, severity: "warning", message: pressure.message ?? pressure.type, isReady };
  return { status, severity: "well", isReady };
}

export function nodeCells(node: Node, load: NodeLoad | undefined): Cells {
  const { status, severity } = nodeStatus(node);
  const { name, labels, creationTimestamp: createdAt } = node.metadata;
  return {
    name,
    namespace: "",
    status,
    severity,
    labels,
    createdAt,
    words: labels?.["topology.kubernetes.io/zone"] ?? "",
    sortable: { pods: load?.pods ?? 0, cpu: load?.cpuMillis ?? 0, memory: load?.memoryBytes ?? 0 },
  };
}
