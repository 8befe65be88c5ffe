import type { LabelColumn } from "../nodeLabels";

/** A number for each value of one topology label (zone, host): -1 for values that do not count as a domain. */
export class TopologyCounts {
  readonly #ids: Int32Array;
  readonly #counts: Int32Array;
  #domains = 0;
  #total = 0;
  #least: number | undefined;

  constructor({ ids, interned }: LabelColumn) {
    this.#ids = ids.values;
    this.#counts = new Int32Array(interned.size).fill(-1);
  }

  get domains(): number {
    return this.#domains;
  }

  /** The sum over all domains. */
  get total(): number {
    return this.#total;
  }

  has(row: number): boolean {
    return this.#ids[row] !== 0;
  }

  /** What the row's domain counts; 0 where it is none. */
  at(row: number): number {
    return Math.max(0, this.#counts[this.#ids[row] ?? 0] ?? 0);
  }

  /** Adds to the row's domain, which then counts as one. Rows without the label are left out. */
  add(row: number, by: number): void {
    const id = this.#ids[row] ?? 0;
    if (id === 0) return;
    const count = this.#counts[id] ?? -1;
    if (count < 0) this.#domains++;
    this.#counts[id] = Math.max(0, count) + by;
    this.#total += by;
    this.#least = undefined;
  }

  isDomain(row: number): boolean {
    const id = this.#ids[row] ?? 0;
    return id !== 0 && (this.#counts[id] ?? -1) >= 0;
  }

  /** The lowest count of all domains; 0 when there is none. */
  least(): number {
    if (this.#least !== undefined) return this.#least;
    let least = Number.POSITIVE_INFINITY;
    for (const count of this.#counts) if (count >= 0 && count < least) least = count;
    this.#least = Number.isFinite(least) ? least : 0;
    return this.#least;
  }
}
