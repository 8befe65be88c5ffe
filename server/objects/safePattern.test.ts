import { describe, expect, it } from "vitest";
import { isSafePattern } from "./safePattern";

describe("a pattern of a route", () => {
  it.each(["/p/[0-9]+", "/(a|b)/.*", "/v\\d+/.*", "[a-z(+]+x", "(abc)+", "/(x{2})+", "\\(a+\\)+"])(
    "%s is taken",
    (source) => {
      expect(isSafePattern(source)).toBe(true);
    },
  );

  it.each(["(a+)+$", "(a*)*", "((a+))+", "(a|a)*$", "(.*a){2,20}", "(a)\\1", "(?=a)a", "(?<!x)y", "a".repeat(501)])(
    "%s is refused",
    (source) => {
      expect(isSafePattern(source)).toBe(false);
    },
  );
});
