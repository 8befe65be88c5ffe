import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffLines, foldSame } from "./diffLines";

const text = (lines: readonly { type: string; text?: string }[], without: string) =>
  lines.filter(({ type }) => type !== without).map((line) => line.text);

describe("a diff of lines", () => {
  it("gives both texts back, whatever they are", () => {
    const some = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(some, some, (a, b) => {
        const lines = diffLines(a.join("\n"), b.join("\n"));
        expect(text(lines, "added")).toEqual(a);
        expect(text(lines, "removed")).toEqual(b);
      }),
    );
  });

  it("takes nothing away from what was not there", () => {
    expect(diffLines("", "a\nb\n").map(({ type }) => type)).toEqual(["added", "added"]);
  });

  it("changes as little as it can", () => {
    const lines = diffLines("image: web:1\nreplicas: 3\nport: 80", "image: web:2\nreplicas: 3\nport: 80");
    expect(lines.filter(({ type }) => type !== "same")).toEqual([
      { type: "removed", text: "image: web:1" },
      { type: "added", text: "image: web:2" },
    ]);
  });

  it("folds what is far from any change", () => {
    const before = Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n");
    const folded = foldSame(diffLines(before, before.replace("line 15", "changed")));
    expect(folded[0]).toEqual({ type: "gap", count: 12 });
    expect(folded.at(-1)).toEqual({ type: "gap", count: 11 });
  });

  it("shows nothing where nothing changed", () => {
    expect(foldSame(diffLines("same", "same"))).toEqual([]);
  });
});
