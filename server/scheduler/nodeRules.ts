import type { Taint } from "@/server/objects/tolerations";
import type { Node } from "@/server/objects/types";
import { type Columns, type IntColumn, Interner } from "./columns";

/** Cordons and taints by row. Nodes with equal taints share a set, so that a pod is compared with each set once. */
export class NodeRules {
  /** 1 where the node is cordoned. */
  readonly unschedulable: IntColumn;
  /** Which set a row has; 0 is the empty one. */
  readonly taintSet: IntColumn;
  readonly #ids = new Interner();
  readonly #sets: (readonly Taint[])[] = [[]];
  readonly #rowsByEffect = new Map<Taint["effect"], number>();
  #unschedulableRows = 0;

  constructor(columns: Columns) {
    this.unschedulable = columns.ints();
    this.taintSet = columns.ints();
  }

  get hasUnschedulable(): boolean {
    return this.#unschedulableRows > 0;
  }

  get setCount(): number {
    return this.#sets.length;
  }

  has(...effects: Taint["effect"][]): boolean {
    return effects.some((effect) => (this.#rowsByEffect.get(effect) ?? 0) > 0);
  }

  taints(row: number): readonly Taint[] {
    return this.#sets[this.taintSet.values[row] ?? 0] ?? [];
  }

  /** Writes a row anew; an absent node empties it. */
  write(row: number, node: Node | undefined): void {
    this.#count(row, -1);
    this.unschedulable.values[row] = node?.spec.unschedulable ? 1 : 0;
    this.taintSet.values[row] = this.#setOf(node?.spec.taints ?? []);
    this.#count(row, 1);
  }

  #setOf(taints: readonly Taint[]): number {
    if (taints.length === 0) return 0;
    const set = this.#ids.id(JSON.stringify(taints.map(({ key, value, effect }) => [key, value, effect])));
    this.#sets[set] ??= taints;
    return set;
  }

  #count(row: number, by: 1 | -1): void {
    this.#unschedulableRows += by * (this.unschedulable.values[row] ?? 0);
    for (const effect of new Set(this.taints(row).map((taint) => taint.effect)))
      this.#rowsByEffect.set(effect, (this.#rowsByEffect.get(effect) ?? 0) + by);
  }
}
