import type { AffinityTerm } from "./affinityTerm";
import type { Columns, IntColumn } from "./columns";
import type { PodInfo } from "./podInfo";

/** What a pod wants of others. `require`d affinity only weighs when it is somebody else's. */
export type TermUse = "require" | "refuse" | "prefer" | "avoid";

interface Held {
  readonly term: AffinityTerm;
  readonly use: TermUse;
  readonly weight: number;
}

/** All placed pods that carry one term in one use: how many on each row. */
export interface TermHolders extends Held {
  readonly perRow: IntColumn;
  total: number;
}

interface Counter {
  readonly perRow: IntColumn & { drop(): void };
  readonly usesNamespaceLabels: boolean;
  matches(info: PodInfo): boolean;
}

const maxCounters = 256;

/**
 * How many pods of some sort each row has. A counter is made when it is first asked for, from the pods that are there,
 * and then kept up to date, so that spreading and affinity cost a sum over rows and no walk over pods.
 */
export class PodCounters {
  readonly #columns: Columns;
  readonly #podsByRow: readonly (readonly PodInfo[])[];
  readonly #counters = new Map<string, Counter>();
  readonly #holders = new Map<string, TermHolders & { readonly perRow: IntColumn & { drop(): void } }>();

  constructor(columns: Columns, podsByRow: readonly (readonly PodInfo[])[]) {
    this.#columns = columns;
    this.#podsByRow = podsByRow;
  }

  /** Counts per row of the pods that match. Equal keys must mean equal conditions. */
  matching(key: string, matches: (info: PodInfo) => boolean, usesNamespaceLabels = false): Int32Array {
    const known = this.#counters.get(key);
    if (known) {
      this.#counters.delete(key);
      this.#counters.set(key, known);
      return known.perRow.values;
    }
    const perRow = this.#columns.ints();
    this.#podsByRow.forEach((pods, row) => {
      let count = 0;
      for (const info of pods) if (matches(info)) count++;
      perRow.values[row] = count;
    });
    this.#counters.set(key, { perRow, usesNamespaceLabels, matches });
    if (this.#counters.size > maxCounters) this.#dropOldest();
    return perRow.values;
  }

  /** The terms that placed pods carry. */
  holders(): Iterable<TermHolders> {
    return this.#holders.values();
  }

  get hasHolders(): boolean {
    return this.#holders.size > 0;
  }

  count(info: PodInfo, row: number, by: 1 | -1): void {
    for (const { perRow, matches } of this.#counters.values())
      if (matches(info)) perRow.values[row] = (perRow.values[row] ?? 0) + by;
    for (const term of info.affinity) this.#hold({ term, use: "require", weight: 1 }, row, by);
    for (const term of info.antiAffinity) this.#hold({ term, use: "refuse", weight: 1 }, row, by);
    for (const { term, weight } of info.preferred) this.#hold({ term, use: "prefer", weight }, row, by);
    for (const { term, weight } of info.preferredAnti) this.#hold({ term, use: "avoid", weight }, row, by);
  }

  /** Labels of a namespace changed: counters that looked at them are made anew when asked for. */
  forgetNamespaceSelectors(): void {
    for (const [key, { usesNamespaceLabels }] of this.#counters) if (usesNamespaceLabels) this.#drop(key);
  }

  #hold({ term, use, weight }: Held, row: number, by: 1 | -1): void {
    const key = `${use} ${weight} ${term.key}`;
    const holders = this.#holders.get(key) ?? { term, use, weight, perRow: this.#columns.ints(), total: 0 };
    this.#holders.set(key, holders);
    holders.perRow.values[row] = (holders.perRow.values[row] ?? 0) + by;
    holders.total += by;
    if (holders.total > 0) return;
    holders.perRow.drop();
    this.#holders.delete(key);
  }

  #dropOldest(): void {
    const oldest = this.#counters.keys().next();
    if (!oldest.done) this.#drop(oldest.value);
  }

  #drop(key: string): void {
    this.#counters.get(key)?.perRow.drop();
    this.#counters.delete(key);
  }
}
