import type { Random } from "@/server/lib/random";
import { FitError } from "./fitError";
import type { FilterPlugin, NodeFilter, Profile } from "./framework";
import type { NodeTable } from "./nodeTable";
import type { PodInfo } from "./podInfo";

/** Pods that made room by preemption and wait for it, by the row they were promised. */
export interface Nominations {
  readonly size: number;
  /** Those on the row that go before `pod`; `pod` itself is not among them. */
  ahead(row: number, pod: PodInfo): readonly PodInfo[];
  /** Where the pod itself was promised room. */
  rowOf(pod: PodInfo): number | undefined;
}

const noNominations: Nominations = { size: 0, ahead: () => [], rowOf: () => undefined };

export type CycleResult =
  | { readonly row: number; readonly error?: undefined }
  | { readonly row?: undefined; readonly error: FitError };

export interface CycleOptions {
  readonly random: Pick<Random, "fraction">;
  readonly nominations?: Nominations;
}

export interface PreparedFilter {
  readonly plugin: FilterPlugin;
  readonly filter: NodeFilter;
}

export function prepareFilters(pod: PodInfo, table: NodeTable, profile: Profile): PreparedFilter[] {
  const prepared: PreparedFilter[] = [];
  for (const plugin of profile.filters) {
    const filter = plugin.filter(pod, table);
    if (filter) prepared.push({ plugin, filter });
  }
  return prepared;
}

export function passesAll(filters: readonly PreparedFilter[], row: number): boolean {
  for (let at = 0; at < filters.length; at++) if (!filters[at]?.filter.passes(row)) return false;
  return true;
}

/**
 * Finds a node for one pod at a time: filters, scores, chooses. Where nodes are many it stops when it has found enough,
 * and goes on from there for the next pod, as Kubernetes' scheduler does.
 */
export class Cycle {
  readonly #table: NodeTable;
  readonly #profile: Profile;
  readonly #random: Pick<Random, "fraction">;
  readonly #nominations: Nominations;
  #start = 0;
  #feasible = new Int32Array(0);
  #scores = new Float64Array(0);
  #totals = new Float64Array(0);

  constructor(table: NodeTable, profile: Profile, options: CycleOptions) {
    this.#table = table;
    this.#profile = profile;
    this.#random = options.random;
    this.#nominations = options.nominations ?? noNominations;
  }

  run(pod: PodInfo): CycleResult {
    const filters = prepareFilters(pod, this.#table, this.#profile);
    const promised = this.#nominations.rowOf(pod);
    if (promised !== undefined && this.#passes(pod, filters, promised)) return { row: promised };
    const count = this.#filter(pod, filters);
    if (count === 0) return { error: this.#explain(pod, filters) };
    return { row: count === 1 ? (this.#feasible[0] ?? 0) : this.#choose(pod, count) };
  }

  /** Fills `#feasible`; answers how many there are. */
  #filter(pod: PodInfo, filters: readonly PreparedFilter[]): number {
    const order = candidates(filters, this.#table);
    const enough = sampleSize(order.length);
    this.#makeRoom(order.length);
    const start = this.#start < order.length ? this.#start : 0;
    let count = 0;
    let seen = 0;
    for (let at = start; seen < order.length && count < enough; seen++) {
      const row = order[at] ?? 0;
      if (this.#passes(pod, filters, row)) this.#feasible[count++] = row;
      at = at + 1 === order.length ? 0 : at + 1;
    }
    // A pod that could only go to a few nodes must not turn the others' turn back.
    if (order.length > 0 && order === this.#table.order()) this.#start = (start + seen) % order.length;
    return count;
  }

  /** With the pods that were promised room there, and without them: they may never come. */
  #passes(pod: PodInfo, filters: readonly PreparedFilter[], row: number): boolean {
    if (!passesAll(filters, row)) return false;
    if (this.#nominations.size === 0) return true;
    const ahead = this.#nominations.ahead(row, pod);
    return ahead.length === 0 || this.#withAttached(ahead, row, () => passesAll(this.#prepare(pod), row));
  }

  #explain(pod: PodInfo, filters: readonly PreparedFilter[]): FitError {
    const error = new FitError(this.#table.nodeCount);
    for (const row of this.#table.order()) {
      const refusing = filters.find(({ filter }) => !filter.passes(row));
      if (refusing) error.add(row, refusing.plugin, refusing.filter.refusal(row));
      else this.#explainPromise(pod, row, error);
    }
    return error;
  }

  /** The row is refused only for the sake of pods that were promised room there. */
  #explainPromise(pod: PodInfo, row: number, error: FitError): void {
    this.#withAttached(this.#nominations.ahead(row, pod), row, () => {
      const refusing = this.#prepare(pod).find(({ filter }) => !filter.passes(row));
      if (refusing) error.add(row, refusing.plugin, refusing.filter.refusal(row));
    });
  }

  #withAttached<T>(pods: readonly PodInfo[], row: number, run: () => T): T {
    for (const info of pods) this.#table.attach(info, row);
    const result = run();
    for (const info of pods) this.#table.detach(info, row);
    return result;
  }

  #prepare(pod: PodInfo): PreparedFilter[] {
    return prepareFilters(pod, this.#table, this.#profile);
  }

  /** The best of the feasible rows; one of them by chance where several are best. */
  #choose(pod: PodInfo, count: number): number {
    this.#totals.fill(0, 0, count);
    const rows = this.#feasible.subarray(0, count);
    for (const [plugin, weight] of this.#profile.scorers) {
      const scorer = plugin.score(pod, this.#table, rows);
      if (!scorer) continue;
      for (let at = 0; at < count; at++) this.#scores[at] = scorer.score(rows[at] ?? 0);
      scorer.normalise?.(this.#scores, count);
      for (let at = 0; at < count; at++) this.#totals[at] = (this.#totals[at] ?? 0) + weight * (this.#scores[at] ?? 0);
    }
    return this.#feasible[bestOf(this.#totals, count, this.#random)] ?? 0;
  }

  #makeRoom(rows: number): void {
    if (this.#feasible.length >= rows) return;
    this.#feasible = new Int32Array(rows);
    this.#scores = new Float64Array(rows);
    this.#totals = new Float64Array(rows);
  }
}

/** The rows to look at: the few that a filter allows at all, or everything. */
function candidates(filters: readonly PreparedFilter[], table: NodeTable): Int32Array {
  let only: readonly number[] | undefined;
  for (const { filter } of filters) if (filter.only && (!only || filter.only.length < only.length)) only = filter.only;
  return only ? Int32Array.from(only) : table.order();
}

/** Kubernetes' `numFeasibleNodesToFind`: all of up to 100 nodes, then a share that falls from 50% to 5%, at least 100. */
export function sampleSize(nodeCount: number): number {
  if (nodeCount <= 100) return nodeCount;
  const percentage = Math.max(5, 50 - Math.floor(nodeCount / 125));
  return Math.max(100, Math.floor((nodeCount * percentage) / 100));
}

export function bestOf(totals: Float64Array, count: number, random: Pick<Random, "fraction">): number {
  let most = Number.NEGATIVE_INFINITY;
  let ties = 0;
  for (let at = 0; at < count; at++) {
    const total = totals[at] ?? 0;
    if (total > most) {
      most = total;
      ties = 0;
    }
    if (total === most) ties++;
  }
  let skip = ties > 1 ? Math.floor(random.fraction() * ties) : 0;
  for (let at = 0; at < count; at++) if (totals[at] === most && skip-- === 0) return at;
  return 0;
}
