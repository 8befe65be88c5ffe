import type { Node } from "@/server/objects/types";
import { Columns } from "./columns";
import { HostPorts } from "./hostPorts";
import { NodeImages } from "./nodeImages";
import { type LabelColumn, NodeLabels } from "./nodeLabels";
import { zoneOf, zonesInTurn } from "./nodeOrder";
import { NodeResources } from "./nodeResources";
import { NodeRules } from "./nodeRules";
import { PodCounters } from "./podCounters";
import type { PodInfo } from "./podInfo";
import type { VolumeBook } from "./volumeBook";

export interface Placed {
  readonly info: PodInfo;
  readonly node: string;
}

/**
 * Every node as a row and every fact that plugins ask for as a column, kept up to date by each change, so that a
 * decision reads numbers only. Pods on nodes that are not known (yet) wait aside and count once their node is there.
 */
export class NodeTable {
  readonly #columns = new Columns();
  readonly #nodes: (Node | undefined)[] = [];
  readonly #podsByRow: PodInfo[][] = [];
  readonly #rows = new Map<string, number>();
  readonly #emptyRows: number[] = [];
  readonly #placed = new Map<string, Placed>();
  readonly #aside = new Map<string, Map<string, PodInfo>>();
  readonly #labels = new NodeLabels(this.#columns);
  readonly resources = new NodeResources(this.#columns);
  readonly rules = new NodeRules(this.#columns);
  readonly counters = new PodCounters(this.#columns, this.#podsByRow);
  readonly hostPorts = new HostPorts();
  readonly images = new NodeImages();
  /** Claims, volumes and their classes; undefined where nothing is known of them, and nothing is asked of them. */
  volumes: VolumeBook | undefined;
  readonly namespaces = new Map<string, Readonly<Record<string, string>>>();
  #order: Int32Array | undefined;
  #generation = 0;
  #freedGeneration = 0;

  /** Moves with every change that matters to a decision. */
  get generation(): number {
    return this.#generation;
  }

  /** Moves with every change that could make room: all but a pod that comes. */
  get freedGeneration(): number {
    return this.#freedGeneration;
  }

  get nodeCount(): number {
    return this.#rows.size;
  }

  /** Rows lie below this; some of them may be empty. */
  get rowLimit(): number {
    return this.#nodes.length;
  }

  node(row: number): Node | undefined {
    return this.#nodes[row];
  }

  nameOf(row: number): string {
    return this.#nodes[row]?.metadata.name ?? "";
  }

  rowOf(name: string): number | undefined {
    return this.#rows.get(name);
  }

  podsOn(row: number): readonly PodInfo[] {
    return this.#podsByRow[row] ?? [];
  }

  placed(uid: string): Placed | undefined {
    return this.#placed.get(uid);
  }

  allPlaced(): Iterable<Placed> {
    return this.#placed.values();
  }

  /** The rows that hold a node, zones taking turns. */
  order(): Int32Array {
    this.#order ??= zonesInTurn(this.#nodes);
    return this.#order;
  }

  label(key: string): LabelColumn {
    return this.#labels.column(key, this.#nodes);
  }

  /** False when nothing changed that a decision reads (a heartbeat, a condition). */
  setNode(node: Node): boolean {
    const { name } = node.metadata;
    const row = this.#rows.get(name) ?? this.#takeRow(name);
    const old = this.#nodes[row];
    this.#nodes[row] = node;
    if (old && isSameToDecisions(old, node)) return false;
    this.resources.write(row, node);
    this.rules.write(row, node);
    this.#labels.write(row, node);
    this.images.write(row, node.status?.images ?? []);
    if (!old) this.#bringIn(name, row);
    if (!old || zoneOf(old) !== zoneOf(node)) this.#order = undefined;
    this.#touch(true);
    return true;
  }

  removeNode(name: string): void {
    const row = this.#rows.get(name);
    if (row === undefined) return;
    for (const info of [...this.podsOn(row)]) {
      this.detach(info, row);
      this.#putAside(name, info);
    }
    this.rules.write(row, undefined);
    this.#labels.write(row, undefined);
    this.images.write(row, []);
    this.#nodes[row] = undefined;
    this.#rows.delete(name);
    this.#emptyRows.push(row);
    this.#order = undefined;
    this.#touch(true);
  }

  /** Places a pod, or replaces what was known of it. */
  setPod(info: PodInfo, node: string): void {
    const old = this.#placed.get(info.uid);
    if (old?.info === info && old.node === node) return;
    if (old) this.#unplace(old);
    this.#placed.set(info.uid, { info, node });
    const row = this.#rows.get(node);
    if (row === undefined) this.#putAside(node, info);
    else this.attach(info, row);
    this.#touch(old !== undefined);
  }

  /** Answers where the pod was. */
  removePod(uid: string): Placed | undefined {
    const placed = this.#placed.get(uid);
    if (!placed) return undefined;
    this.#placed.delete(uid);
    this.#unplace(placed);
    this.#touch(true);
    return placed;
  }

  setNamespace(name: string, labels: Readonly<Record<string, string>> | undefined): void {
    if (JSON.stringify(this.namespaces.get(name)) === JSON.stringify(labels)) return;
    if (labels) this.namespaces.set(name, labels);
    else this.namespaces.delete(name);
    this.counters.forgetNamespaceSelectors();
    this.#touch(true);
  }

  /** Counts a pod on a row. With `detach` it is also how a simulation tries something out and takes it back. */
  attach(info: PodInfo, row: number): void {
    this.#podsByRow[row]?.push(info);
    this.#count(info, row, 1);
  }

  detach(info: PodInfo, row: number): void {
    const pods = this.#podsByRow[row] ?? [];
    const at = pods.findIndex(({ uid }) => uid === info.uid);
    if (at < 0) return;
    pods.splice(at, 1);
    this.#count(info, row, -1);
  }

  #count(info: PodInfo, row: number, by: 1 | -1): void {
    this.resources.count(info, row, by);
    if (info.hostPorts.length > 0) this.hostPorts.count(row, info.hostPorts, by);
    this.counters.count(info, row, by);
  }

  #unplace({ info, node }: Placed): void {
    const row = this.#rows.get(node);
    if (row !== undefined) {
      this.detach(info, row);
      return;
    }
    const aside = this.#aside.get(node);
    aside?.delete(info.uid);
    if (aside?.size === 0) this.#aside.delete(node);
  }

  #takeRow(name: string): number {
    const row = this.#emptyRows.pop() ?? this.#nodes.push(undefined) - 1;
    this.#podsByRow[row] ??= [];
    this.#columns.ensure(row + 1);
    this.#rows.set(name, row);
    return row;
  }

  #bringIn(node: string, row: number): void {
    for (const info of this.#aside.get(node)?.values() ?? []) this.attach(info, row);
    this.#aside.delete(node);
  }

  #putAside(node: string, info: PodInfo): void {
    const aside = this.#aside.get(node) ?? new Map<string, PodInfo>();
    this.#aside.set(node, aside.set(info.uid, info));
  }

  #touch(makesRoom: boolean): void {
    this.#generation++;
    if (makesRoom) this.#freedGeneration = this.#generation;
  }
}

function isSameToDecisions(left: Node, right: Node): boolean {
  const read = ({ metadata, spec, status }: Node) =>
    JSON.stringify([
      metadata.labels,
      spec.unschedulable,
      spec.taints,
      status?.allocatable,
      status?.capacity,
      status?.images,
    ]);
  return read(left) === read(right);
}
