import { describe, expect, it } from "vitest";
import { thinned, type UsagePoint } from "./point";

const point = (atMs: number, cpuMillis: number): UsagePoint => ({
  atMs,
  cpuMillis,
  cpuMillisMax: cpuMillis,
  memoryBytes: cpuMillis * 2,
  memoryBytesMax: cpuMillis * 2,
});

describe("thinned", () => {
  it("leaves alone what is few enough", () => {
    const points = [point(0, 1), point(10, 2)];
    expect(thinned(points, 2)).toBe(points);
  });

  it("gives mean and maximum of each span, and keeps the order", () => {
    const points = [point(0, 1), point(10, 3), point(20, 5), point(30, 7), point(39, 9)];
    expect(thinned(points, 3)).toEqual([
      { atMs: 0, cpuMillis: 2, cpuMillisMax: 3, memoryBytes: 4, memoryBytesMax: 6 },
      { atMs: 20, cpuMillis: 7, cpuMillisMax: 9, memoryBytes: 14, memoryBytesMax: 18 },
    ]);
  });

  it.each([1, 2, 3, 7, 100, 999])("never gives more than %i points", (most) => {
    const points = Array.from({ length: 1_000 }, (_, n) => point(123_456 + n * 5_000, n));
    const few = thinned(points, most);
    expect(few.length).toBeLessThanOrEqual(most);
    expect(Math.max(...few.map(({ cpuMillisMax }) => cpuMillisMax))).toBe(999);
  });
});
