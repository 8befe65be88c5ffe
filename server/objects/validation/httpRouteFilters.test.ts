import { describe, expect, it } from "vitest";
import { validateFilters } from "./httpRouteFilters";

const setting = (value: string) =>
  validateFilters([{ type: "RequestHeaderModifier", requestHeaderModifier: { set: [{ name: "x-a", value }] } }], "f");

describe("the value of a header that a route sets", () => {
  it.each(["a\nb", "a\rb", "中文", "a\0b", "é", "x".repeat(4097)])("is refused: %j", (value) => {
    expect(setting(value)).toMatchObject([{ field: "f[0].requestHeaderModifier.set[0].value" }]);
  });

  it.each(["", "a b\tc", 'max-age=1; x="~"'])("is taken: %j", (value) => {
    expect(setting(value)).toEqual([]);
  });
});
