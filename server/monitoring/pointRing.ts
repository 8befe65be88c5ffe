import type { UsagePoint } from "./point";

const numbersPerPoint = 5;

/** The latest points in their order, in one typed array that grows as it is needed, up to `capacity` points. */
export class PointRing {
  readonly #capacity: number;
  #numbers: Float64Array;
  #start = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#numbers = new Float64Array(Math.min(capacity, 16) * numbersPerPoint);
  }

  get length(): number {
    return this.#length;
  }

  push({ atMs, cpuMillis, cpuMillisMax, memoryBytes, memoryBytesMax }: UsagePoint): void {
    if (this.#length === this.#room && this.#room < this.#capacity) this.#grow();
    const place = (this.#start + this.#length) % this.#room;
    this.#numbers.set([atMs, cpuMillis, cpuMillisMax, memoryBytes, memoryBytesMax], place * numbersPerPoint);
    if (this.#length < this.#room) this.#length++;
    else this.#start = (this.#start + 1) % this.#room;
  }

  at(index: number): UsagePoint | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    const place = ((this.#start + index) % this.#room) * numbersPerPoint;
    const [atMs = 0, cpuMillis = 0, cpuMillisMax = 0, memoryBytes = 0, memoryBytesMax = 0] = this.#numbers.subarray(
      place,
      place + numbersPerPoint,
    );
    return { atMs, cpuMillis, cpuMillisMax, memoryBytes, memoryBytesMax };
  }

  /** From `sinceMs` on, oldest first. */
  since(sinceMs: number): UsagePoint[] {
    const points: UsagePoint[] = [];
    for (let index = this.#length - 1; index >= 0; index--) {
      const point = this.at(index);
      if (!point || point.atMs < sinceMs) break;
      points.push(point);
    }
    return points.reverse();
  }

  get #room(): number {
    return this.#numbers.length / numbersPerPoint;
  }

  #grow(): void {
    const points = this.since(Number.NEGATIVE_INFINITY);
    this.#numbers = new Float64Array(Math.min(this.#capacity, this.#room * 2) * numbersPerPoint);
    this.#start = 0;
    this.#length = 0;
    for (const point of points) this.push(point);
  }
}
