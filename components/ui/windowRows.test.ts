import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowFor } from "./windowRows";

describe("the window of rows to ask for", () => {
  it("always covers what is in sight", () => {
    fc.assert(
      fc.property(fc.nat(9_999), fc.integer({ min: 1, max: 90 }), (first, height) => {
        const count = 10_000;
        const last = Math.min(count, first + height);
        const { offset, limit } = windowFor({ first, last }, count);
        expect(offset).toBeLessThanOrEqual(first);
        expect(offset + limit).toBeGreaterThanOrEqual(last);
      }),
    );
  });

  it("stays the same for a little scrolling, so that nothing is asked for", () => {
    expect(windowFor({ first: 400, last: 430 }, 10_000)).toEqual(windowFor({ first: 405, last: 435 }, 10_000));
  });

  it("begins at the first row of a short list", () => {
    expect(windowFor({ first: 0, last: 40 }, 3)).toEqual({ offset: 0, limit: 180 });
  });
});
