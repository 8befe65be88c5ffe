import { expect, it } from "vitest";
import { isEqual } from "./equal";

it("holds two JSON values the same whatever the order of their fields", () => {
  expect(isEqual({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
  expect(isEqual({ a: undefined }, {})).toBe(true);
});

it("tells apart what differs in a value, a length, a field or a kind", () => {
  const pairs: [unknown, unknown][] = [
    [{ a: 1 }, { a: "1" }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [[1], [1, 2]],
    [[], {}],
    [null, {}],
    [{ a: null }, {}],
  ];
  for (const [left, right] of pairs) expect(isEqual(left, right)).toBe(false);
});
