import type { Cluster } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { controllerOf } from "@/server/objects/meta";
import { isActive } from "@/server/objects/pods";
import type { Deployment, Node, Pod, ReplicaSet } from "@/server/objects/types";
import type { Placement, Snapshot } from "@/server/scheduler/snapshot";
import { type Ground, type PodRef, refOf, staysBecause } from "./drainPlan";
import { setsByRevision } from "./revisions";
import { emptyCopy, uncordoned } from "./suggestions";
import { buildSnapshot, pendingPods, readWorld, reborn, type World } from "./world";

export type Question =
  | { readonly type: "drain" | "lose" | "uncordon"; readonly node: string }
  | { readonly type: "addNode"; readonly like: string }
  | { readonly type: "scale"; readonly namespace: string; readonly name: string; readonly replicas: number };

export interface Consequence {
  readonly pod: PodRef;
  readonly from?: string;
  /** Absent when it fits nowhere, and `message` says why; or when it goes for good. */
  readonly to?: string;
  readonly message?: string;
}

export interface NodeLoad {
  readonly node: string;
  /** Share of what the node offers that pods ask for, 0…1, before and after; absent where the node is not there. */
  readonly cpu: { readonly before?: number; readonly after?: number };
  readonly memory: { readonly before?: number; readonly after?: number };
}

export interface WhatIf {
  readonly says: string;
  /** Pods that change their place, come or go. */
  readonly moves: readonly Consequence[];
  /** Pods that fit nowhere and did before, or would come. */
  readonly stranded: readonly Consequence[];
  /** Pods that wait now and would then find a place. */
  readonly relieved: readonly Consequence[];
  readonly loads: readonly NodeLoad[];
}

/** What would happen, by the scheduler's own code on a copy of the cluster: nothing moves. Throws `NotFound`. */
export async function whatIf(cluster: Cluster, question: Question): Promise<WhatIf> {
  const world = await readWorld(cluster);
  const ground = { world, snapshot: await buildSnapshot(world) };
  if (question.type !== "scale") return answer(question, ground);
  const { namespace, name } = question;
  const [deployment, sets] = await Promise.all([
    cluster.get("Deployment", { namespace, name }),
    cluster.list("ReplicaSet", { namespace }),
  ]);
  return answerScale(question.replicas, { deployment, sets: sets.items }, ground);
}

/** About nodes. */
export function answer(question: Exclude<Question, { type: "scale" }>, ground: Ground): WhatIf {
  const { world, snapshot } = ground;
  const before = loadsOf(snapshot);
  if (question.type === "addNode") {
    snapshot.setNode(emptyCopy(nodeOf(world, question.like)));
    return conclude({ ground, before, displaced: [], lost: [] });
  }
  const node = nodeOf(world, question.node);
  if (question.type === "uncordon") {
    snapshot.setNode(uncordoned(node));
    return conclude({ ground, before, displaced: [], lost: [] });
  }
  const here = world.pods.filter((pod) => pod.spec.nodeName === node.metadata.name && isActive(pod));
  const leaving =
    question.type === "lose" ? here.filter((pod) => !isDaemon(pod)) : here.filter((pod) => !staysBecause(pod));
  for (const pod of leaving) snapshot.remove(pod);
  if (question.type === "lose") snapshot.removeNode(node.metadata.name);
  else snapshot.setNode({ ...node, spec: { ...node.spec, unschedulable: true } });
  const displaced = leaving.filter((pod) => controllerOf(pod));
  return conclude({ ground, before, displaced, lost: leaving.filter((pod) => !controllerOf(pod)) });
}

export interface Scaled {
  readonly deployment: Deployment;
  readonly sets: readonly ReplicaSet[];
}

export function answerScale(replicas: number, { deployment, sets }: Scaled, ground: Ground): WhatIf {
  const { world, snapshot } = ground;
  const before = loadsOf(snapshot);
  const own = new Set(setsByRevision(deployment, sets).map(({ set }) => set.metadata.uid));
  const pods = world.pods.filter((pod) => own.has(controllerOf(pod)?.uid ?? "") && isActive(pod));
  const surplus = [...pods].sort(leastWanted).slice(0, Math.max(0, pods.length - replicas));
  for (const pod of surplus) snapshot.remove(pod);
  const model = pods[0];
  const coming = Array.from({ length: Math.max(0, replicas - pods.length) }, (_, index) =>
    newPod(deployment, model, index + 1),
  );
  const placements = snapshot.place(coming);
  return conclude({ ground, before, displaced: [], lost: surplus, coming: placements });
}

interface Trial {
  readonly ground: Ground;
  readonly before: ReadonlyMap<string, Load>;
  /** Pods that their controllers make again. */
  readonly displaced: readonly Pod[];
  /** Pods that go for good. */
  readonly lost: readonly Pod[];
  readonly coming?: readonly Placement[];
}

function conclude({ ground: { world, snapshot }, before, displaced, lost, coming = [] }: Trial): WhatIf {
  const origin = new Map(displaced.map((pod) => [`${pod.metadata.uid}-again`, pod]));
  const pending = pendingPods(world);
  const again = snapshot.place([...displaced.map(reborn), ...pending]);
  const moved = [...again.filter(({ pod }) => origin.has(pod.metadata.uid)), ...coming].map(
    ({ pod, node, message }): Consequence => {
      const from = origin.get(pod.metadata.uid);
      const where = { ...(from?.spec.nodeName ? { from: from.spec.nodeName } : {}), ...(node ? { to: node } : {}) };
      return { pod: refOf(from ?? pod), ...where, ...(message ? { message } : {}) };
    },
  );
  const gone = lost.map(
    (pod): Consequence => ({ pod: refOf(pod), ...(pod.spec.nodeName ? { from: pod.spec.nodeName } : {}) }),
  );
  const relieved = again.flatMap(({ pod, node }): Consequence[] =>
    node && !origin.has(pod.metadata.uid) ? [{ pod: refOf(pod), to: node }] : [],
  );
  const stranded = moved.filter(({ to }) => to === undefined);
  const moves = [...moved.filter(({ to }) => to !== undefined), ...gone];
  return {
    says: sentence({ moves, stranded, relieved }),
    moves,
    stranded,
    relieved,
    loads: compareLoads(before, loadsOf(snapshot)),
  };
}

function sentence({ moves, stranded, relieved }: Pick<WhatIf, "moves" | "stranded" | "relieved">): string {
  const moved = moves.filter(({ to }) => to !== undefined).length;
  const gone = moves.length - moved;
  const parts = [
    ...(moved > 0 ? [`${pods(moved)} ${moved === 1 ? "finds" : "find"} a place`] : []),
    ...(gone > 0 ? [`${pods(gone)} ${gone === 1 ? "goes" : "go"} for good`] : []),
    ...(stranded.length > 0 ? [`${named(stranded)} ${stranded.length === 1 ? "fits" : "fit"} nowhere`] : []),
    ...(relieved.length > 0
      ? [`${named(relieved)} that ${relieved.length === 1 ? "waits" : "wait"} now would run`]
      : []),
  ];
  return parts.length === 0 ? "Nothing changes." : `${parts.join("; ")}.`;
}

function pods(count: number): string {
  return count === 1 ? "1 pod" : `${count} pods`;
}

function named(all: readonly Consequence[]): string {
  const [first] = all;
  if (!first || all.length === 1) return first?.pod.name ?? "";
  return `${first.pod.name} and ${all.length - 1} ${all.length === 2 ? "other" : "others"}`;
}

/** Shares of what a node offers that its pods ask for. */
interface Load {
  readonly cpu: number;
  readonly memory: number;
}

function loadsOf({ table }: Snapshot): ReadonlyMap<string, Load> {
  const share = (resource: "cpu" | "memory", row: number) => {
    const { allocatable, requested } = table.resources[resource];
    const capacity = allocatable.values[row] ?? 0;
    return capacity === 0 ? 0 : (requested.values[row] ?? 0) / capacity;
  };
  const rows = [...table.order()];
  return new Map(rows.map((row) => [table.nameOf(row), { cpu: share("cpu", row), memory: share("memory", row) }]));
}

function compareLoads(before: ReadonlyMap<string, Load>, after: ReadonlyMap<string, Load>): NodeLoad[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].sort().map((node) => ({
    node,
    cpu: { before: before.get(node)?.cpu, after: after.get(node)?.cpu },
    memory: { before: before.get(node)?.memory, after: after.get(node)?.memory },
  }));
}

function nodeOf({ nodes }: World, name: string): Node {
  const node = nodes.find(({ metadata }) => metadata.name === name);
  if (!node) throw new ClusterError("NotFound", { says: `There is no node ${name}.`, about: { kind: "Node", name } });
  return node;
}

function isDaemon(pod: Pod): boolean {
  return controllerOf(pod)?.kind === "DaemonSet";
}

/** Pods without a node first, then the youngest. */
function leastWanted(left: Pod, right: Pod): number {
  const hasNode = (pod: Pod) => Number(pod.spec.nodeName !== undefined);
  if (hasNode(left) !== hasNode(right)) return hasNode(left) - hasNode(right);
  return left.metadata.creationTimestamp < right.metadata.creationTimestamp ? 1 : -1;
}

/** As the ReplicaSet would make it; priority and owner as its siblings have them. */
function newPod({ metadata, spec }: Deployment, model: Pod | undefined, index: number): Pod {
  const name = `${metadata.name}-new-${index}`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...metadata,
      name,
      uid: `${metadata.uid}-${index}`,
      labels: model?.metadata.labels ?? spec.template.metadata?.labels ?? {},
      ...(model?.metadata.ownerReferences ? { ownerReferences: model.metadata.ownerReferences } : {}),
    },
    spec: {
      containers: [],
      ...spec.template.spec,
      ...(model?.spec.priority === undefined ? {} : { priority: model.spec.priority }),
    },
    status: { phase: "Pending" },
  };
}
