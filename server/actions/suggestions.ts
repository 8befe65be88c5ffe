import { controllerOf } from "@/server/objects/meta";
import { requestsOf } from "@/server/objects/pods";
import { formatBytes, formatCpu } from "@/server/objects/quantity";
import type { Node, Pod } from "@/server/objects/types";
import type { Decision, NodeVerdict } from "@/server/scheduler/decide";
import type { Placement, Snapshot } from "@/server/scheduler/snapshot";
import type { Ground } from "./drainPlan";
import { amountText } from "./sizes";

/** One thing that, tried on a copy of the cluster, placed the pod. */
export type Suggestion =
  | { readonly type: "askForLess"; readonly node: string; readonly says: string; readonly requests: Requests }
  | { readonly type: "uncordon"; readonly node: string; readonly says: string }
  | { readonly type: "move"; readonly node: string; readonly says: string; readonly pod: string; readonly to: string }
  | { readonly type: "addNode"; readonly node: string; readonly says: string; readonly like: string }
  | {
      readonly type: "raisePriority";
      readonly node: string;
      readonly says: string;
      readonly evicts: readonly string[];
    };

/** Quantities for the container that asks for the most, as a manifest has them. */
export interface Requests {
  readonly container: string;
  readonly cpu?: string;
  readonly memory?: string;
}

/** Higher than any priority that a person may give (Kubernetes' `HighestUserDefinablePriority`). */
const highest = 1_000_000_000;
const mostMovesTried = 60;
const mostNodesTried = 10;

/** What would place the pod, each tried by the scheduler's own code; the least intrusive first. */
export function suggest(pod: Pod, decision: Decision, ground: Ground): Suggestion[] {
  return [
    ...askForLess(pod, decision, ground),
    ...uncordon(pod, ground),
    ...move(pod, decision, ground),
    ...raisePriority(pod, ground),
    ...addNode(pod, ground),
  ];
}

/** Where the pod would go; the snapshot is as before. */
function tryOut(pod: Pod, snapshot: Snapshot): Placement | undefined {
  const [placement] = snapshot.place([pod]);
  snapshot.remove(pod);
  return placement;
}

/** The least cut of CPU and memory with which one node would take it. */
function askForLess(pod: Pod, { perNode }: Decision, { snapshot }: Ground): Suggestion[] {
  const cuts = perNode.flatMap((verdict) => cutFor(pod, verdict) ?? []).sort((a, b) => a.share - b.share);
  for (const { requests, says } of cuts.slice(0, mostNodesTried)) {
    const node = tryOut(withRequests(pod, requests), snapshot)?.node;
    if (node) return [{ type: "askForLess", node, says, requests }];
  }
  return [];
}

interface Cut {
  readonly requests: Requests;
  /** How much of what it asked for it would do without, summed over resources. */
  readonly share: number;
  readonly says: string;
}

function cutFor(pod: Pod, { filters }: NodeVerdict): Cut | undefined {
  const refusing = filters.filter(({ reason }) => reason !== undefined);
  const [only] = refusing;
  if (refusing.length !== 1 || !only?.resources) return undefined;
  const short = only.resources.filter((one) => one.short > 0);
  const largest = [...pod.spec.containers].sort((a, b) => weightOf(b) - weightOf(a))[0];
  if (!largest || short.some(({ resource }) => resource !== "cpu" && resource !== "memory")) return undefined;
  const own = requestsOf({ containers: [largest] });
  const cpu = own.cpuMillis - roundUp(shortOf(short, "cpu"), 10);
  const memory = own.memoryBytes - roundUp(shortOf(short, "memory"), 2 ** 20);
  if (cpu < 0 || memory < 0 || (cpu === 0 && own.cpuMillis > 0) || (memory === 0 && own.memoryBytes > 0))
    return undefined;
  const asksLess = {
    ...(cpu < own.cpuMillis ? { cpu: formatCpu(cpu) } : {}),
    ...(memory < own.memoryBytes ? { memory: formatBytes(memory) } : {}),
  };
  const words = [
    ...(cpu < own.cpuMillis ? [amountText("cpu", cpu)] : []),
    ...(memory < own.memoryBytes ? [amountText("memory", memory)] : []),
  ];
  return {
    requests: { container: largest.name, ...asksLess },
    share: short.reduce((sum, one) => sum + one.short / one.asked, 0),
    says: `Ask for ${words.join(" and ")} instead`,
  };
}

function shortOf(short: readonly { resource: string; short: number }[], resource: string): number {
  return short.find((one) => one.resource === resource)?.short ?? 0;
}

function roundUp(amount: number, step: number): number {
  return Math.ceil(amount / step) * step;
}

/** CPU in cores and memory in GiB weigh alike. */
function weightOf(container: Pod["spec"]["containers"][number]): number {
  const { cpuMillis, memoryBytes } = requestsOf({ containers: [container] });
  return cpuMillis / 1000 + memoryBytes / 2 ** 30;
}

function withRequests(pod: Pod, { container, cpu, memory }: Requests): Pod {
  const lower = { ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) };
  const containers = pod.spec.containers.map((one) =>
    one.name === container
      ? {
          ...one,
          resources: { ...one.resources, requests: { ...one.resources?.limits, ...one.resources?.requests, ...lower } },
        }
      : one,
  );
  return { ...pod, spec: { ...pod.spec, containers } };
}

function uncordon(pod: Pod, { world, snapshot }: Ground): Suggestion[] {
  const cordoned = world.nodes.filter(({ spec }) => spec.unschedulable);
  for (const node of cordoned.slice(0, mostNodesTried)) {
    const { name } = node.metadata;
    snapshot.setNode(uncordoned(node));
    const placement = tryOut(pod, snapshot);
    snapshot.setNode(node);
    if (placement?.node === name) return [{ type: "uncordon", node: name, says: `Uncordon ${name}` }];
  }
  return [];
}

const cordonTaint = "node.kubernetes.io/unschedulable";

export function uncordoned(node: Node): Node {
  const taints = (node.spec.taints ?? []).filter(({ key }) => key !== cordonTaint);
  return { ...node, spec: { ...node.spec, unschedulable: false, taints } };
}

/** One pod elsewhere, and this one fits in its place. Only pods that a controller makes again. */
function move(pod: Pod, { perNode }: Decision, { world, snapshot }: Ground): Suggestion[] {
  const full = new Set(perNode.filter(isOnlyFull).map(({ node }) => node));
  const movable = world.pods.filter((one) => full.has(one.spec.nodeName ?? "") && isMovable(one));
  movable.sort((a, b) => weightOfPod(a) - weightOfPod(b));
  for (const other of movable.slice(0, mostMovesTried)) {
    snapshot.remove(other);
    const node = snapshot.place([pod])[0]?.node;
    const to = node === other.spec.nodeName ? tryOut(unplaced(other), snapshot)?.node : undefined;
    snapshot.remove(pod);
    snapshot.add(other);
    const { name } = other.metadata;
    if (node && to) return [{ type: "move", node, pod: name, to, says: `Move ${name} from ${node} to ${to}` }];
  }
  return [];
}

function unplaced(pod: Pod): Pod {
  const { nodeName: _left, ...spec } = pod.spec;
  return { ...pod, spec };
}

function isOnlyFull({ filters }: NodeVerdict): boolean {
  const refusing = filters.filter(({ reason }) => reason !== undefined);
  return refusing.length === 1 && refusing[0]?.resources !== undefined;
}

function isMovable(pod: Pod): boolean {
  const controller = controllerOf(pod);
  return controller !== undefined && controller.kind !== "DaemonSet";
}

function weightOfPod({ spec }: Pod): number {
  const { cpuMillis, memoryBytes } = requestsOf(spec);
  return cpuMillis / 1000 + memoryBytes / 2 ** 30;
}

function raisePriority(pod: Pod, { snapshot }: Ground): Suggestion[] {
  const important: Pod = { ...pod, spec: { ...pod.spec, priority: highest, preemptionPolicy: "PreemptLowerPriority" } };
  const { preempts } = tryOut(important, snapshot) ?? {};
  if (!preempts) return [];
  const evicts = preempts.victims.map(({ metadata }) => metadata.name);
  const shown = evicts.length > 3 ? `${evicts.length} pods on ${preempts.node}` : evicts.join(", ");
  return [{ type: "raisePriority", node: preempts.node, evicts, says: `Raise its priority: evicts ${shown}` }];
}

function addNode(pod: Pod, { world, snapshot }: Ground): Suggestion[] {
  for (const like of differentSizes(world.nodes).slice(0, mostNodesTried)) {
    const added = emptyCopy(like);
    const { name } = like.metadata;
    snapshot.setNode(added);
    const placement = tryOut(pod, snapshot);
    snapshot.removeNode(added.metadata.name);
    if (placement?.node === added.metadata.name)
      return [{ type: "addNode", node: added.metadata.name, like: name, says: `One more node like ${name}` }];
  }
  return [];
}

function differentSizes(nodes: readonly Node[]): Node[] {
  return [...new Map(nodes.map((node) => [JSON.stringify(node.status?.allocatable), node])).values()];
}

/** The same machine once more, with nothing on it and no troubles of its own. */
export function emptyCopy(like: Node, name = `${like.metadata.name}-more`): Node {
  const labels = { ...like.metadata.labels, "kubernetes.io/hostname": name };
  const healthy = uncordoned(like);
  const taints = (healthy.spec.taints ?? []).filter(({ key }) => !key.startsWith("node.kubernetes.io/"));
  return {
    ...healthy,
    metadata: { ...like.metadata, name, uid: `${like.metadata.uid}-more`, labels },
    spec: { ...healthy.spec, taints },
  };
}
