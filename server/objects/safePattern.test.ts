import { describe, expect, it } from "vitest";
import { isSafePattern } from "./safePattern";

describe("JavaScript's own engine", () => {
  it.each(["^/p/[0-9]+", "^/v\\d+/x$", "^[a-z(+]+x", "^(abc)+$", "^(a|b)/c$", "\\(a\\+\\)", "v1(alpha|beta)1"])(
    "is let try %s",
    (source) => {
      expect(isSafePattern(source)).toBe(true);
    },
  );

  it.each(["^(a+)+$", "^(a|a)*$", "^(.*a){2,20}", "^a*a*a*a*a*b", "a+b", "(a{9}){9}", "(a)\\1", "(?=a)a", "(?<!x)y"])(
    "is kept from %s, which can take for ever",
    (source) => {
      expect(isSafePattern(source)).toBe(false);
    },
  );
});
