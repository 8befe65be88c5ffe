import fc from "fast-check";
import { expect, it } from "vitest";
import { smallest } from "./smallest";

it("gives what sorting everything and cutting gives", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat())), fc.integer({ min: 1, max: 30 }), (items, count) => {
      const compare = (a: [number, number], b: [number, number]) => a[0] - b[0];
      expect(smallest(items, count, compare)).toEqual([...items].sort(compare).slice(0, count));
    }),
  );
});
