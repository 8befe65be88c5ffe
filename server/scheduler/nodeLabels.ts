import type { Node } from "@/server/objects/types";
import { type Columns, type IntColumn, Interner } from "./columns";

/** A node label as a column: `ids.values[row]` is 0 where the node lacks it. */
export interface LabelColumn {
  readonly key: string;
  readonly ids: IntColumn;
  readonly interned: Interner;
}

/** Columns of the labels that somebody asked for. */
export class NodeLabels {
  readonly #columns: Columns;
  readonly #byKey = new Map<string, LabelColumn>();

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  /** The column of `key`, made from `nodes` (by row) when it is asked for the first time. */
  column(key: string, nodes: readonly (Node | undefined)[]): LabelColumn {
    const known = this.#byKey.get(key);
    if (known) return known;
    const made = { key, ids: this.#columns.ints(), interned: new Interner() };
    this.#byKey.set(key, made);
    nodes.forEach((node, row) => {
      writeLabel(made, row, node);
    });
    return made;
  }

  write(row: number, node: Node | undefined): void {
    for (const column of this.#byKey.values()) writeLabel(column, row, node);
  }
}

function writeLabel({ key, ids, interned }: LabelColumn, row: number, node: Node | undefined): void {
  const value = node?.metadata.labels?.[key];
  ids.values[row] = value === undefined ? 0 : interned.id(value);
}
