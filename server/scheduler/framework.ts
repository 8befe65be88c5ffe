import type { NodeTable } from "./nodeTable";
import type { PodInfo } from "./podInfo";

/** What of a resource a pod asks and a node has left; millicores for cpu, bytes for memory and storage, else pieces. */
export interface ResourceVerdict {
  readonly resource: string;
  readonly asked: number;
  readonly free: number;
  /** How much is lacking; 0 when it fits. */
  readonly short: number;
}

/** Why a node was refused, in Kubernetes' words; several when several things are lacking. */
export interface Refusal {
  readonly reasons: readonly string[];
  /** No eviction would help (Kubernetes' `UnschedulableAndUnresolvable`). */
  readonly isFinal: boolean;
  /** About the pod, whatever the node: said once, not counted by nodes. */
  readonly isOfPod?: boolean;
}

/** A filter made ready for one pod. `passes` is asked for many rows and allocates nothing. */
export interface NodeFilter {
  passes(row: number): boolean;
  /** Asked only for rows that do not pass. */
  refusal(row: number): Refusal;
  /** For people: asked only when a decision is explained in full. */
  resources?(row: number): readonly ResourceVerdict[];
  /** Another pod comes to a row (+1) or leaves it (-1) in a simulation; the table has counted it already. */
  adjust?(other: PodInfo, row: number, by: 1 | -1): void;
  /** The only rows that could pass, when they are few and known. */
  readonly only?: readonly number[];
}

/** Something happened that could let a refused pod in. `row` is where. */
export type ClusterChange = NodeChange | PodChange | VolumeChange | { readonly type: "Other" };

export interface NodeChange {
  readonly type: "NodeAdded" | "NodeUpdated";
  readonly row: number;
}

/** A claim, a volume or a storage class came, went or changed. */
export interface VolumeChange {
  readonly type: "VolumeChanged";
}

export interface PodChange {
  readonly type: "PodRemoved" | "PodAdded" | "PodUpdated";
  readonly row: number;
  readonly info: PodInfo;
}

export interface FilterPlugin {
  readonly name: string;
  /** Undefined when this pod asks nothing of this filter, or no node could fail it. */
  filter(pod: PodInfo, table: NodeTable): NodeFilter | undefined;
  /** A queueing hint: whether the change could make this filter accept the pod somewhere. */
  isHelpedBy(change: ClusterChange, pod: PodInfo, table: NodeTable): boolean;
}

/** A scorer made ready for one pod. */
export interface NodeScorer {
  score(row: number): number;
  /** Brings the first `count` scores to 0…100; without it `score` gives that already. */
  normalise?(scores: Float64Array, count: number): void;
}

export interface ScorePlugin {
  readonly name: string;
  /** Undefined when all nodes would score the same. `rows` are the nodes that passed. */
  score(pod: PodInfo, table: NodeTable, rows: Int32Array): NodeScorer | undefined;
}

export interface QueueSortPlugin {
  readonly name: string;
  /** Whether `left` goes first; times are when they came, in milliseconds. */
  isBefore(left: QueueEntry, right: QueueEntry): boolean;
}

export interface QueueEntry {
  readonly info: PodInfo;
  readonly sinceMs: number;
}

export interface GatePlugin {
  readonly name: string;
  /** Why the pod may not enter the queue yet. */
  holds(pod: PodInfo): string | undefined;
}

/** One way of scheduling: which plugins, in which order and with which weight. */
export interface Profile {
  readonly schedulerName: string;
  readonly queueSort: QueueSortPlugin;
  readonly gates: readonly GatePlugin[];
  readonly filters: readonly FilterPlugin[];
  readonly scorers: readonly (readonly [plugin: ScorePlugin, weight: number])[];
}

export const maxScore = 100;

/** Kubernetes' `DefaultNormalizeScore`: the highest becomes 100; reversed, the lowest is best. */
export function normaliseByMost(scores: Float64Array, count: number, isReversed = false): void {
  let most = 0;
  for (let at = 0; at < count; at++) most = Math.max(most, scores[at] ?? 0);
  for (let at = 0; at < count; at++) {
    const share = most === 0 ? 0 : Math.floor(((scores[at] ?? 0) * maxScore) / most);
    scores[at] = isReversed ? maxScore - share : share;
  }
}
