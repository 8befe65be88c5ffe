import { describe, expect, it } from "vitest";
import { afterLastGap } from "./load";

describe("afterLastGap", () => {
  it.each([
    ["all of an unbroken run", [3, 4, 5], 5, 0],
    ["what follows the last gap", [1, 2, 4, 5], 5, 2],
    ["nothing when the end is missing", [1, 2, 3], 5, 3],
    ["nothing of nothing", [], 0, 0],
  ])("finds %s", (_what, revisions, end, index) => {
    expect(afterLastGap(revisions, end)).toBe(index);
  });
});
