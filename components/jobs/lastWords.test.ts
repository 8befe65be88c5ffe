import { describe, expect, it } from "vitest";
import { lastWords } from "./lastWords";

describe("last words", () => {
  it("are the last lines of each pod, whatever order they came in", () => {
    const lines = [
      { pod: "b", text: "b1" },
      { pod: "a", text: "a1" },
      { pod: "a", text: "a2" },
      { pod: "a", text: "  " },
      { pod: "a", text: "a3" },
      { pod: "other", text: "x" },
    ];
    expect(lastWords(lines, ["a", "b", "c"], 2)).toEqual([
      { pod: "a", lines: ["a2", "a3"] },
      { pod: "b", lines: ["b1"] },
      { pod: "c", lines: [] },
    ]);
  });
});
