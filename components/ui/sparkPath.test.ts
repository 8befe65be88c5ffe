import { describe, expect, it } from "vitest";
import { sparkPath } from "./sparkPath";

describe("a sparkline's path", () => {
  it("goes from the left edge to the right, up being more", () => {
    expect(sparkPath([0, 10], 10).line).toBe("M0 100L100 4");
  });

  it("is broken where nothing was measured", () => {
    expect(sparkPath([1, 1, null, 1, 1], 2).line.match(/M/g)).toHaveLength(2);
  });

  it("stays in its box above the maximum", () => {
    expect(sparkPath([99, 99], 10).line).toBe("M0 4L100 4");
  });

  it("is nothing for no values", () => {
    expect(sparkPath([], 10)).toEqual({ line: "", area: "" });
  });
});
