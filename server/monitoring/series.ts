import type { Usage } from "@/server/cluster/cluster";
import { merged, type UsagePoint } from "./point";
import { PointRing } from "./pointRing";

export const sampleMs = 5_000;
export const minuteMs = 60_000;
const fineMs = 15 * minuteMs;
const coarseMs = 24 * 60 * minuteMs;

/** What one pod or node used: every sample of the last minutes, and a point a minute of the last day. */
export class Series {
  readonly #fine = new PointRing(fineMs / sampleMs);
  readonly #coarse = new PointRing(coarseMs / minuteMs);
  /** Samples of the minute that is not over. */
  #open: UsagePoint[] = [];

  get lastMs(): number {
    return this.#fine.at(this.#fine.length - 1)?.atMs ?? this.#coarse.at(this.#coarse.length - 1)?.atMs ?? 0;
  }

  /** Records a sample; returns the point of the minute that it ended, if it is the first of a new one. */
  record(atMs: number, { cpuMillis, memoryBytes }: Usage): UsagePoint | undefined {
    // A wall clock that was set back: what would stand before the last sample is left out.
    if (atMs <= this.lastMs) return undefined;
    const sample = { atMs, cpuMillis, cpuMillisMax: cpuMillis, memoryBytes, memoryBytesMax: memoryBytes };
    const ended = this.#open[0] && minuteOf(this.#open[0].atMs) !== minuteOf(atMs) ? this.endMinute() : undefined;
    this.#fine.push(sample);
    this.#open.push(sample);
    return ended;
  }

  /** Closes the open minute; undefined when there was no sample in it. */
  endMinute(): UsagePoint | undefined {
    const [first] = this.#open;
    if (!first) return undefined;
    const point = merged(this.#open, minuteOf(first.atMs));
    this.#open = [];
    this.#coarse.push(point);
    return point;
  }

  /** A minute of before this process began; only before the first sample, oldest first. */
  restore(point: UsagePoint): void {
    if (this.#fine.length === 0) this.#coarse.push(point);
  }

  /** Samples where all since then are still there, else minutes; oldest first. */
  since(sinceMs: number): readonly UsagePoint[] {
    const oldestFine = this.#fine.at(0);
    const oldestCoarse = this.#coarse.at(0);
    const isFineEnough =
      oldestFine && (sinceMs >= oldestFine.atMs || !oldestCoarse || isAfter(oldestCoarse, oldestFine));
    if (isFineEnough) return this.#fine.since(sinceMs);
    const open = this.#open[0] ? [merged(this.#open, minuteOf(this.#open[0].atMs))] : [];
    return [...this.#coarse.since(sinceMs), ...open];
  }
}

/** Whether the minutes begin no earlier than the samples do. */
function isAfter(coarse: UsagePoint, fine: UsagePoint): boolean {
  return coarse.atMs >= minuteOf(fine.atMs);
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / minuteMs) * minuteMs;
}
