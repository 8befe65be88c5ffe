import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { niceTop } from "./niceTop";

describe("the end of an axis", () => {
  it.each([
    [22, 24],
    [55, 60],
    [100, 100],
    [0, 1],
  ])("for %d is %d", (value, top) => {
    expect(niceTop(value)).toBeCloseTo(top);
  });

  it("is round in the unit that bytes are written in", () => {
    expect(niceTop(35.2 * 2 ** 20, 1024)).toBe(40 * 2 ** 20);
    expect(niceTop(1.5 * 2 ** 30, 1024)).toBeCloseTo(1.6 * 2 ** 30);
  });

  it("is never below the value, nor far above it", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e12, noNaN: true }),
        fc.constantFrom(10 as const, 1024 as const),
        (value, base) => {
          const top = niceTop(value, base);
          expect(top).toBeGreaterThanOrEqual(value * (1 - 1e-6));
          expect(top).toBeLessThanOrEqual(value * 1.5);
        },
      ),
    );
  });
});
