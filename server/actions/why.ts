import type { Cluster, Name } from "@/server/cluster/cluster";
import { conditionOf } from "@/server/objects/meta";
import { requestsOf } from "@/server/objects/pods";
import type { Pod } from "@/server/objects/types";
import { type Decision, decide, type NodeVerdict } from "@/server/scheduler/decide";
import type { ResourceVerdict } from "@/server/scheduler/framework";
import { defaultProfile, profiles } from "@/server/scheduler/registry";
import type { Snapshot } from "@/server/scheduler/snapshot";
import { amountText, bytesText, cpuText } from "./sizes";
import { type Suggestion, suggest } from "./suggestions";
import { buildSnapshot, readWorld, snapshotOf, type World } from "./world";

export interface Closest {
  readonly node: string;
  /** What it lacks; empty when something else than room keeps the pod off. */
  readonly short: readonly ResourceVerdict[];
  /** What else refuses the pod there, in Kubernetes' words. */
  readonly reasons: readonly string[];
}

export interface Why {
  readonly state: "unschedulable" | "gated" | "schedulable" | "placed";
  /** One or two sentences for a person. */
  readonly says: string;
  /** Every node × every filter, as things are now. */
  readonly decision: Decision;
  readonly closest?: Closest;
  readonly suggestions: readonly Suggestion[];
  /** What the scheduler itself said last, in the pod's condition. */
  readonly said?: string;
}

/** Why a pod has no node (or why it has this one), from the cluster as it is now. Throws `NotFound`. */
export async function why(cluster: Cluster, at: Name): Promise<Why> {
  const pod = await cluster.get("Pod", at);
  const world = await readWorld(cluster);
  return explainPod(pod, world, await buildSnapshot(world));
}

/** `snapshot` is of this world; it is left as it was. */
export function explainPod(pod: Pod, world: World, snapshot: Snapshot = snapshotOf(world)): Why {
  const profile = profiles.find(({ schedulerName }) => schedulerName === pod.spec.schedulerName) ?? defaultProfile;
  const placedOn = pod.spec.nodeName;
  const { nodeName: _node, ...spec } = pod.spec;
  const decision = decide(snapshot, placedOn ? { ...pod, spec } : pod, profile);
  const said = conditionOf(pod.status?.conditions, "PodScheduled")?.message;
  const base = { decision, suggestions: [], ...(said ? { said } : {}) };
  if (placedOn) return { ...base, state: "placed", says: `It is on ${placedOn}.` };
  const gates = (pod.spec.schedulingGates ?? []).map(({ name }) => name);
  if (gates.length > 0) return { ...base, state: "gated", says: gatesText(gates) };
  if (decision.node) return { ...base, state: "schedulable", says: `It fits: ${decision.message}` };
  const closest = closestOf(decision);
  const says = refusalText(pod, closest, world.nodes.length);
  const suggestions = suggest(pod, decision, { world, snapshot });
  return { ...base, state: "unschedulable", says, suggestions, ...(closest ? { closest } : {}) };
}

function gatesText(gates: readonly string[]): string {
  return `It waits for its scheduling ${gates.length === 1 ? "gate" : "gates"} ${gates.join(", ")} to be lifted.`;
}

/** The node that lacks the least; among equals the one with the fewest reasons. */
function closestOf({ perNode }: Decision): Closest | undefined {
  const ranked = perNode
    .map((verdict) => ({ verdict, short: shortOn(verdict), reasons: otherReasons(verdict) }))
    .sort((a, b) => lack(a.short) - lack(b.short) || a.reasons.length - b.reasons.length);
  const [first] = ranked;
  return first && { node: first.verdict.node, short: first.short, reasons: first.reasons };
}

function shortOn({ filters }: NodeVerdict): ResourceVerdict[] {
  return filters.flatMap(({ resources }) => (resources ?? []).filter(({ short }) => short > 0));
}

function otherReasons({ filters }: NodeVerdict): string[] {
  return filters.flatMap(({ reason, resources }) => (reason !== undefined && !resources ? [reason] : []));
}

function lack(short: readonly ResourceVerdict[]): number {
  return short.reduce((sum, { short, asked }) => sum + short / asked, 0);
}

function refusalText(pod: Pod, closest: Closest | undefined, nodeCount: number): string {
  const { cpuMillis, memoryBytes } = requestsOf(pod.spec);
  const asks = [...(cpuMillis > 0 ? [cpuText(cpuMillis)] : []), ...(memoryBytes > 0 ? [bytesText(memoryBytes)] : [])];
  const what = closest && closest.short.length > 0 && asks.length > 0 ? `asks for ${asks.join(" and ")} and ` : "";
  if (nodeCount === 0) return `It ${what}has nowhere to go: there are no nodes.`;
  const where = `It ${what}fits on no node.`;
  return closest ? `${where} Closest: ${closest.node}, ${closestText(closest)}.` : where;
}

function closestText({ short, reasons }: Closest): string {
  const lacking = short.map(({ resource, short }) =>
    resource === "pods" ? "which has as many pods as it may" : `${amountText(resource, short)} short`,
  );
  const others = reasons.map((reason) => reason.replace(/^node\(s\)/, "which"));
  return [...lacking, ...others.map(singular)].join(", and ");
}

function singular(reason: string): string {
  return reason.replace(/^which were unschedulable/, "which is cordoned").replace(/^which had/, "which has");
}
