/** A numeric column of a table: `values[row]`. The array is replaced when the table grows: take it anew for each pod. */
export interface Column<A extends Float64Array | Int32Array> {
  values: A;
}
export type FloatColumn = Column<Float64Array>;
export type IntColumn = Column<Int32Array>;

interface Growable {
  grow(capacity: number): void;
}

/** Columns that grow together, by doubling. */
export class Columns {
  #capacity = 16;
  readonly #all = new Set<Growable>();

  get capacity(): number {
    return this.#capacity;
  }

  floats(): FloatColumn {
    const column = { values: new Float64Array(this.#capacity) };
    this.#all.add({
      grow(capacity) {
        const wider = new Float64Array(capacity);
        wider.set(column.values);
        column.values = wider;
      },
    });
    return column;
  }

  /** A column that may be dropped again by the function beside it. */
  ints(): IntColumn & { drop(): void } {
    const growable: Growable = {
      grow(capacity) {
        const wider = new Int32Array(capacity);
        wider.set(column.values);
        column.values = wider;
      },
    };
    const column = { values: new Int32Array(this.#capacity), drop: () => void this.#all.delete(growable) };
    this.#all.add(growable);
    return column;
  }

  /** Makes room for `rows` rows. */
  ensure(rows: number): void {
    if (rows <= this.#capacity) return;
    while (this.#capacity < rows) this.#capacity *= 2;
    for (const column of this.#all) column.grow(this.#capacity);
  }
}

/** Strings as small numbers, from 1 on; 0 stands for "none". */
export class Interner {
  readonly #ids = new Map<string, number>();
  readonly #values: string[] = [""];

  get size(): number {
    return this.#values.length;
  }

  id(value: string): number {
    const known = this.#ids.get(value);
    if (known !== undefined) return known;
    this.#ids.set(value, this.#values.length);
    return this.#values.push(value) - 1;
  }

  valueOf(id: number): string {
    return this.#values[id] ?? "";
  }
}
