import type { ReflectorChange } from "@/server/cluster/reflector";
import { isDeleting } from "@/server/objects/meta";
import { isTerminal } from "@/server/objects/pods";
import type { Namespace, Node, Pod, PodDisruptionBudget } from "@/server/objects/types";
import type { ClusterChange, Profile } from "./framework";
import { NodeTable, type Placed } from "./nodeTable";
import { NominationBook } from "./nominationBook";
import { type PodInfo, podInfo } from "./podInfo";
import { type QueuedPod, type QueueOptions, SchedulingQueue } from "./queue";
import { Refusals } from "./refusals";
import { VolumeBook, type VolumeObject } from "./volumeBook";

export interface StateOptions extends Pick<QueueOptions, "clock" | "onActive"> {
  /** By the name that pods give; undefined for another scheduler's pods. */
  profileOf(pod: Pod): Profile | undefined;
  readonly sort: QueueOptions["sort"];
  /** A gate holds the pod, and why. */
  onHeld(pod: Pod, message: string): void;
}

/** All that the scheduler knows: what watches tell is taken in here, and what it decided is assumed until they confirm. */
export class SchedulerState {
  readonly table = new NodeTable();
  readonly nominations = new NominationBook(this.table);
  readonly refusals = new Refusals();
  readonly queue: SchedulingQueue;
  readonly budgets = new Map<string, PodDisruptionBudget>();
  readonly volumes = new VolumeBook();
  readonly #options: StateOptions;
  readonly #assumed = new Map<string, string>();

  constructor(options: StateOptions) {
    this.#options = options;
    this.table.volumes = this.volumes;
    this.queue = new SchedulingQueue({
      clock: options.clock,
      sort: options.sort,
      onActive: options.onActive,
      holds: (info) => this.#holds(info),
    });
  }

  /** Counts the pod as on its node until a watch confirms it or `forget` takes it back. */
  assume({ info }: QueuedPod, node: string): void {
    this.#assumed.set(info.uid, node);
    this.table.setPod(info, node);
    this.#tell(this.#placedChange("PodAdded", { info, node }));
  }

  /** The binding failed. True when it was still assumed: the pod may be tried again. */
  forget(uid: string): boolean {
    if (!this.#assumed.delete(uid)) return false;
    this.#removePlaced(uid);
    return true;
  }

  isAssumed(uid: string): boolean {
    return this.#assumed.has(uid);
  }

  podChanged({ type, object, previous }: ReflectorChange<Pod>): void {
    const { uid } = object.metadata;
    const isRemoved = type === "DELETED" || type === "GONE";
    if (previous && !isRemoved && isSameToDecisions(previous, object)) return;
    const { nodeName } = object.spec;
    if (isRemoved || isTerminal(object) || (isDeleting(object) && !nodeName)) this.#podGone(uid);
    else if (nodeName) this.#podPlaced(podInfo(object), nodeName);
    else if (this.#options.profileOf(object) && !this.#assumed.has(uid)) this.#podWaits(object);
  }

  nodeChanged({ type, object }: ReflectorChange<Node>): void {
    const { name } = object.metadata;
    if (type === "DELETED" || type === "GONE") {
      this.table.removeNode(name);
      this.#tell({ type: "Other" });
      return;
    }
    if (!this.table.setNode(object)) return;
    const row = this.table.rowOf(name);
    if (row !== undefined) this.#tell({ type: type === "ADDED" ? "NodeAdded" : "NodeUpdated", row });
  }

  namespaceChanged({ type, object }: ReflectorChange<Namespace>): void {
    const isThere = type === "ADDED" || type === "MODIFIED";
    const before = this.table.generation;
    this.table.setNamespace(object.metadata.name, isThere ? (object.metadata.labels ?? {}) : undefined);
    if (this.table.generation !== before) this.#tell({ type: "Other" });
  }

  budgetChanged({ type, object }: ReflectorChange<PodDisruptionBudget>): void {
    if (type === "DELETED" || type === "GONE") this.budgets.delete(object.metadata.uid);
    else this.budgets.set(object.metadata.uid, object);
    this.refusals.clear();
  }

  volumeChanged(change: ReflectorChange<VolumeObject>): void {
    this.volumes.take(change);
    this.refusals.clear();
    this.#tell({ type: "VolumeChanged" });
  }

  #podWaits(pod: Pod): void {
    const info = podInfo(pod);
    const { nominatedNodeName } = pod.status ?? {};
    if (nominatedNodeName && !this.queue.get(info.uid)) this.nominations.nominate(info, nominatedNodeName);
    const held = this.queue.put(info);
    if (held !== undefined) this.#options.onHeld(pod, held);
  }

  #podPlaced(info: PodInfo, node: string): void {
    this.queue.remove(info.uid);
    this.#dropNomination(info.uid);
    this.#assumed.delete(info.uid);
    const old = this.table.placed(info.uid);
    this.table.setPod(info, node);
    if (old?.node === node) this.#tell(this.#placedChange("PodUpdated", { info, node }));
    else {
      if (old) this.#tell(this.#placedChange("PodRemoved", old));
      this.#tell(this.#placedChange("PodAdded", { info, node }));
    }
  }

  #podGone(uid: string): void {
    this.queue.remove(uid);
    this.#assumed.delete(uid);
    this.#removePlaced(uid);
    this.#dropNomination(uid);
  }

  #removePlaced(uid: string): void {
    const placed = this.table.removePod(uid);
    if (placed) this.#tell(this.#placedChange("PodRemoved", placed));
  }

  #dropNomination(uid: string): void {
    if (!this.nominations.remove(uid)) return;
    // What was kept free for it is free for others now.
    this.refusals.clear();
    this.#tell({ type: "Other" });
  }

  #placedChange(type: "PodAdded" | "PodUpdated" | "PodRemoved", { info, node }: Placed): ClusterChange | undefined {
    const row = this.table.rowOf(node);
    return row === undefined ? undefined : { type, row, info };
  }

  /** Wakes whom the change could help, as the plugins that refused them say. */
  #tell(change: ClusterChange | undefined): void {
    if (!change) return;
    this.queue.moveIf(({ info, refusedBy }) => {
      if (change.type === "Other") return true;
      const profile = this.#options.profileOf(info.pod);
      return (profile?.filters ?? []).some(
        (plugin) => refusedBy.has(plugin.name) && plugin.isHelpedBy(change, info, this.table),
      );
    });
  }

  #holds(info: PodInfo): string | undefined {
    for (const gate of this.#options.profileOf(info.pod)?.gates ?? []) {
      const held = gate.holds(info);
      if (held !== undefined) return held;
    }
    return undefined;
  }
}

/** Nothing changed but what the agent reports: most changes of a pod are of that sort. */
function isSameToDecisions(left: Pod, right: Pod): boolean {
  if (isTerminal(left) !== isTerminal(right) || isDeleting(left) !== isDeleting(right)) return false;
  if (left.spec.nodeName !== right.spec.nodeName || !isEqual(left.metadata.labels, right.metadata.labels)) return false;
  const { generation } = left.metadata;
  const isSameSpec = left.spec === right.spec || (generation !== undefined && generation === right.metadata.generation);
  return isSameSpec || isEqual(left.spec, right.spec);
}

function isEqual(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
