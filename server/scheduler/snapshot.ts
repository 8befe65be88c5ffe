import { setImmediate } from "node:timers/promises";
import { isTerminal } from "@/server/objects/pods";
import type { Namespace, Node, Pod, PodDisruptionBudget } from "@/server/objects/types";
import { Cycle } from "./cycle";
import type { Profile } from "./framework";
import { NodeTable } from "./nodeTable";
import { podInfo } from "./podInfo";
import { findPreemption } from "./preemption";
import { defaultProfile } from "./registry";
import { VolumeBook, type VolumeObject } from "./volumeBook";

export interface SnapshotExtras {
  readonly namespaces?: readonly Namespace[];
  readonly budgets?: readonly PodDisruptionBudget[];
  /** Claims, volumes and classes; left out, nothing is asked of volumes. */
  readonly volumes?: readonly VolumeObject[];
}

const podsPerSlice = 500;

/** Where a pod would go. */
export interface Placement {
  readonly pod: Pod;
  readonly node?: string;
  /** Why nowhere, in Kubernetes' words. */
  readonly message?: string;
  /** Whom it would evict, and from where, to get in. */
  readonly preempts?: { readonly node: string; readonly victims: readonly Pod[] };
}

/** A copy of the cluster to try things out on, with the scheduler's own code. Nothing real moves. */
export class Snapshot {
  readonly table = new NodeTable();
  readonly budgets: readonly PodDisruptionBudget[];

  private constructor(budgets: readonly PodDisruptionBudget[]) {
    this.budgets = budgets;
  }

  /** The same, in slices: of ten thousand pods it does not hold up the event loop. */
  static async build(nodes: readonly Node[], pods: readonly Pod[], extras: SnapshotExtras = {}): Promise<Snapshot> {
    const snapshot = Snapshot.from(nodes, [], extras);
    for (let first = 0; first < pods.length; first += podsPerSlice) {
      for (const pod of pods.slice(first, first + podsPerSlice)) snapshot.add(pod);
      await setImmediate();
    }
    return snapshot;
  }

  /** Pods that ended count for nothing; those without a node are not placed. */
  static from(nodes: readonly Node[], pods: readonly Pod[], extras: SnapshotExtras = {}): Snapshot {
    const snapshot = new Snapshot(extras.budgets ?? []);
    for (const node of nodes) snapshot.table.setNode(node);
    if (extras.volumes) {
      const book = new VolumeBook();
      for (const object of extras.volumes) book.take({ type: "ADDED", object });
      snapshot.table.volumes = book;
    }
    for (const { metadata } of extras.namespaces ?? [])
      snapshot.table.setNamespace(metadata.name, metadata.labels ?? {});
    for (const pod of pods) snapshot.add(pod);
    return snapshot;
  }

  setNode(node: Node): void {
    this.table.setNode(node);
  }

  /** The node goes, and its pods with it. */
  removeNode(name: string): void {
    for (const { info, node } of [...this.table.allPlaced()]) if (node === name) this.table.removePod(info.uid);
    this.table.removeNode(name);
  }

  /** On its node, when it has one and has not ended. */
  add(pod: Pod): void {
    if (pod.spec.nodeName && !isTerminal(pod)) this.table.setPod(podInfo(pod), pod.spec.nodeName);
  }

  remove(pod: Pod): void {
    this.table.removePod(pod.metadata.uid);
  }

  /** Places the pods in the order in which the queue would let them go; each sees those before it. Ties go to the first node. */
  place(pods: readonly Pod[], profile: Profile = defaultProfile): Placement[] {
    const cycle = new Cycle(this.table, profile, { random: { fraction: () => 0 } });
    const waiting = pods.map((pod) => ({ info: podInfo(pod), sinceMs: Date.parse(pod.metadata.creationTimestamp) }));
    waiting.sort((a, b) => (profile.queueSort.isBefore(a, b) ? -1 : profile.queueSort.isBefore(b, a) ? 1 : 0));
    return waiting.map(({ info }) => {
      const { row, error } = cycle.run(info);
      if (row !== undefined) {
        const node = this.table.nameOf(row);
        this.table.setPod(info, node);
        return { pod: info.pod, node };
      }
      const { found } = findPreemption(info, error, { table: this.table, profile, budgets: this.budgets, startAt: 0 });
      if (!found) return { pod: info.pod, message: error.message };
      const victims = found.victims.map(({ pod }) => pod);
      return { pod: info.pod, message: error.message, preempts: { node: this.table.nameOf(found.row), victims } };
    });
  }
}
