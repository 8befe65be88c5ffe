import { isTerminal } from "@/server/objects/pods";
import type { Namespace, Node, Pod, PodDisruptionBudget } from "@/server/objects/types";
import { Cycle } from "./cycle";
import type { Profile } from "./framework";
import { NodeTable } from "./nodeTable";
import { podInfo } from "./podInfo";
import { findPreemption } from "./preemption";
import { defaultProfile } from "./registry";

export interface SnapshotExtras {
  readonly namespaces?: readonly Namespace[];
  readonly budgets?: readonly PodDisruptionBudget[];
}

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

  /** Pods that ended count for nothing; those without a node are not placed. */
  static from(nodes: readonly Node[], pods: readonly Pod[], extras: SnapshotExtras = {}): Snapshot {
    const snapshot = new Snapshot(extras.budgets ?? []);
    for (const node of nodes) snapshot.table.setNode(node);
    for (const { metadata } of extras.namespaces ?? [])
      snapshot.table.setNamespace(metadata.name, metadata.labels ?? {});
    for (const pod of pods)
      if (pod.spec.nodeName && !isTerminal(pod)) snapshot.table.setPod(podInfo(pod), pod.spec.nodeName);
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

  remove(pod: Pod): void {
    this.table.removePod(pod.metadata.uid);
  }

  /** Places the pods in the order in which the queue would let them go; each sees those before it. Ties go to the first node. */
  place(pods: readonly Pod[], profile: Profile = defaultProfile): Placement[] {
    const cycle = new Cycle(this.table, profile, { random: { fraction: () => 0 }, isExhaustive: true });
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
