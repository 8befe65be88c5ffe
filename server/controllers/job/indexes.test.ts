import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatIndexes, parseIndexes } from "./indexes";

describe("completed indexes", () => {
  it("are written as Kubernetes writes them", () => {
    expect(formatIndexes(new Set([7, 1, 3, 4, 5, 9, 10]))).toBe("1,3-5,7,9,10");
  });

  it("are read back as what was written", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(200)), (indexes) => {
        expect(parseIndexes(formatIndexes(new Set(indexes)))).toEqual(new Set(indexes));
      }),
    );
  });

  it("pass over what is no index", () => {
    expect(parseIndexes("1,x,-2,3-4,")).toEqual(new Set([1, 3, 4]));
  });
});
