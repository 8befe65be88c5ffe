import type { Cluster } from "@/server/cluster/cluster";
import { isDeleting } from "@/server/objects/meta";
import { isTerminal } from "@/server/objects/pods";
import type { Namespace, Node, Pod, PodDisruptionBudget } from "@/server/objects/types";
import { Snapshot } from "@/server/scheduler/snapshot";
import type { VolumeObject } from "@/server/scheduler/volumeBook";

/** What plans are made from: the cluster as it was at one moment. */
export interface World {
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly namespaces: readonly Namespace[];
  readonly budgets: readonly PodDisruptionBudget[];
  /** Claims, volumes and classes; absent where the subject may not read them all: nothing is asked of volumes then. */
  readonly volumes?: readonly VolumeObject[];
}

/** As far as the subject may read it: what it may not read of namespaces and budgets is taken as absent. */
export async function readWorld(cluster: Cluster): Promise<World> {
  const listed = async <K extends "Namespace" | "PodDisruptionBudget">(kind: K) =>
    (await cluster.can("list", kind)) ? (await cluster.list(kind)).items : [];
  const [nodes, pods, namespaces, budgets, volumes] = await Promise.all([
    cluster.list("Node"),
    cluster.list("Pod"),
    listed("Namespace"),
    listed("PodDisruptionBudget"),
    readVolumes(cluster),
  ]);
  return { nodes: nodes.items, pods: pods.items, namespaces, budgets, ...(volumes && { volumes }) };
}

async function readVolumes(cluster: Cluster): Promise<readonly VolumeObject[] | undefined> {
  const kinds = ["PersistentVolumeClaim", "PersistentVolume", "StorageClass"] as const;
  const known = new Set(cluster.kinds().map(({ kind }) => kind));
  const may = await Promise.all(kinds.map(async (kind) => known.has(kind) && (await cluster.can("list", kind))));
  if (may.includes(false)) return undefined;
  const lists = await Promise.all(kinds.map(async (kind) => (await cluster.list(kind)).items));
  return lists.flat();
}

export function snapshotOf({ nodes, pods, ...extras }: World): Snapshot {
  return Snapshot.from(nodes, pods, extras);
}

/** The same in slices, for acts that run beside everything else. */
export function buildSnapshot({ nodes, pods, ...extras }: World): Promise<Snapshot> {
  return Snapshot.build(nodes, pods, extras);
}

/** Pods that wait for a node and would take one. */
export function pendingPods({ pods }: World): Pod[] {
  return pods.filter(
    (pod) =>
      !pod.spec.nodeName && !isTerminal(pod) && !isDeleting(pod) && (pod.spec.schedulingGates ?? []).length === 0,
  );
}

/** The pod as its controller would make it again: on no node, another one of its kind. */
export function reborn(pod: Pod): Pod {
  const { nodeName: _node, ...spec } = pod.spec;
  const { deletionTimestamp: _gone, ...metadata } = pod.metadata;
  return { ...pod, metadata: { ...metadata, uid: `${metadata.uid}-again` }, spec, status: { phase: "Pending" } };
}
