import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Turns } from "./pick";
import { aRule } from "./testObjects";

const endpoints = ["a", "b", "c"].map((podUid, index) => ({ podUid, address: "127.0.0.1", port: index + 1 }));

describe("Turns", () => {
  it("splits exactly by weight over each full round, whatever the weights", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 5 }), (weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        fc.pre(total > 0);
        const turns = new Turns();
        const rule = aRule(
          "r",
          weights.map((weight) => ({ weight })),
        );
        const counts = weights.map(() => 0);
        for (let request = 0; request < total; request++) {
          const backend = turns.backend(rule);
          const index = backend ? rule.backends.indexOf(backend) : -1;
          counts[index] = (counts[index] ?? 0) + 1;
        }
        expect(counts).toEqual(weights);
      }),
    );
  });

  it("spreads a small share evenly instead of in a burst", () => {
    const turns = new Turns();
    const rule = aRule("r", [{ weight: 90 }, { weight: 10 }]);
    const picks = Array.from({ length: 100 }, () => turns.backend(rule)?.id === "default/r-1:80");
    const gaps = picks.flatMap((isSecond, index) => (isSecond ? [index] : []));
    expect(gaps).toHaveLength(10);
    for (const [index, at] of gaps.entries()) if (index > 0) expect(at - (gaps[index - 1] ?? 0)).toBe(10);
  });

  it("has no backend where every weight is nought", () => {
    expect(new Turns().backend(aRule("r", [{ weight: 0 }]))).toBeUndefined();
    expect(new Turns().backend(aRule("r", [{ weight: 0 }, { weight: 0 }]))).toBeUndefined();
  });

  it("gives each allowed endpoint its turn, and none to the others", () => {
    const turns = new Turns();
    const picks = Array.from(
      { length: 4 },
      () => turns.endpoint("s", endpoints, ({ podUid }) => podUid !== "b")?.podUid,
    );
    expect(picks).toEqual(["a", "c", "a", "c"]);
    expect(turns.endpoint("s", endpoints, () => false)).toBeUndefined();
  });
});
