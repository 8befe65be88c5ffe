import type { Usage } from "@/server/cluster/cluster";
import type { UsageKind, UsageMinute } from "./archive";
import { thinned, type UsagePoint } from "./point";
import { minuteMs, Series } from "./series";

export interface UsageSamples {
  /** By `namespace/name`. */
  readonly pods: ReadonlyMap<string, Usage>;
  readonly nodes: ReadonlyMap<string, Usage>;
}

export interface UsageQuery {
  readonly kind: UsageKind;
  /** `namespace/name` of a pod, the name of a node. */
  readonly name: string;
  readonly sinceMs: number;
  /** 300 unless told. */
  readonly maxPoints?: number;
}

const goneAfterMs = 60 * minuteMs;
const mostSeries = 5_000;

/** The usage of all pods and nodes in memory. What has sent nothing for an hour is forgotten. */
export class UsageStore {
  #latest: UsageSamples = { pods: new Map(), nodes: new Map() };
  readonly #series = new Map<string, Series>();

  /** Records one round of samples; returns the minutes that ended by it, for the archive. */
  record(atMs: number, { pods, nodes }: UsageSamples): UsageMinute[] {
    this.#latest = { pods, nodes };
    const ended: UsageMinute[] = [];
    for (const [kind, samples] of [["pod", pods] as const, ["node", nodes] as const]) {
      for (const [name, usage] of samples) {
        const point = this.#seriesOf(kind, name)?.record(atMs, usage);
        if (point) ended.push({ kind, name, ...point });
      }
    }
    if (ended.length > 0) this.#forgetGone(atMs);
    return ended;
  }

  /** The last round, whatever it brought. */
  latest(): UsageSamples {
    return this.#latest;
  }

  /** Oldest first, and at most `maxPoints`; empty for what is not known. */
  query({ kind, name, sinceMs, maxPoints = 300 }: UsageQuery): readonly UsagePoint[] {
    const points = this.#series.get(keyOf(kind, name))?.since(sinceMs) ?? [];
    return thinned(points, Math.max(1, maxPoints));
  }

  /** Minutes of before this process began, oldest first. */
  restore(minutes: readonly UsageMinute[]): void {
    for (const { kind, name, ...point } of minutes) this.#seriesOf(kind, name)?.restore(point);
  }

  #seriesOf(kind: UsageKind, name: string): Series | undefined {
    const key = keyOf(kind, name);
    const known = this.#series.get(key);
    if (known || this.#series.size >= mostSeries) return known;
    const series = new Series();
    this.#series.set(key, series);
    return series;
  }

  #forgetGone(nowMs: number): void {
    for (const [key, series] of this.#series) if (series.lastMs < nowMs - goneAfterMs) this.#series.delete(key);
  }
}

function keyOf(kind: UsageKind, name: string): string {
  return `${kind}:${name}`;
}
