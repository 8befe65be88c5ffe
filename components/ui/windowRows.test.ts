import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawnAt, rowHeightPx, windowFor } from "./windowRows";

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

describe("the rows to draw", () => {
  it("always cover what is in sight", () => {
    fc.assert(
      fc.property(fc.nat(400_000), fc.integer({ min: 100, max: 3_000 }), (scrollTopPx, heightPx) => {
        const { first, last } = drawnAt(scrollTopPx, heightPx);
        expect(first * rowHeightPx).toBeLessThanOrEqual(scrollTopPx);
        expect(last * rowHeightPx).toBeGreaterThanOrEqual(scrollTopPx + heightPx);
      }),
    );
  });

  it("come and go at the same place, so that a step of scrolling draws once", () => {
    const places = Array.from({ length: 8 }, (_, row) => drawnAt((400 + row) * rowHeightPx, 715));
    expect(new Set(places.map(({ first }) => first)).size).toBe(1);
    expect(new Set(places.map(({ last }) => last)).size).toBe(1);
  });
});
