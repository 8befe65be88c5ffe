import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { difference, type Fields, intersection, setOfPaths, union, withoutBelow } from "./fieldSet";
import { inOrder, pathsOf, readFields } from "./fieldsV1";

const element = fc.constantFrom(
  "f:a",
  "f:b",
  "f:a.b/c",
  'k:{"name":"x"}',
  'k:{"containerPort":80,"protocol":"TCP"}',
  'v:"a/b"',
  "i:0",
);
const path = fc.array(element, { minLength: 1, maxLength: 4 });
const paths = fc.array(path, { maxLength: 8 });
const setOf = (list: readonly (readonly string[])[]) => setOfPaths(...list);
const texts = (fields: Fields) => pathsOf(fields).toSorted();
const isWithin = (one: readonly string[], root: readonly string[]) => root.every((part, at) => one[at] === part);

describe("a set of fields", () => {
  it("is the set of its paths under union, difference and intersection", () => {
    fc.assert(
      fc.property(paths, paths, (one, other) => {
        const [left, right] = [setOf(one), setOf(other)];
        const [has, hasToo] = [new Set(texts(left)), new Set(texts(right))];
        expect(texts(union(left, right))).toEqual([...new Set([...has, ...hasToo])].sort());
        expect(texts(difference(left, right))).toEqual([...has].filter((text) => !hasToo.has(text)).sort());
        expect(texts(intersection(left, right))).toEqual([...has].filter((text) => hasToo.has(text)).sort());
      }),
    );
  });

  it("loses a root with all that is below it", () => {
    fc.assert(
      fc.property(paths, paths, (one, roots) => {
        const left = one.filter((each) => !roots.some((root) => isWithin(each, root)));
        expect(texts(withoutBelow(setOf(one), setOf(roots)))).toEqual(texts(setOf(left)));
      }),
    );
  });

  it("is read as it was written, in whatever order", () => {
    fc.assert(
      fc.property(paths, (list) => {
        const fields = setOf(list);
        const ordered = inOrder(fields);
        expect(ordered).toEqual(fields);
        expect(readFields(JSON.parse(JSON.stringify(ordered)))).toEqual(fields);
        expect(JSON.stringify(inOrder(setOf(list.toReversed())))).toBe(JSON.stringify(ordered));
      }),
    );
  });

  it("is the same piece of memory when nothing changes", () => {
    const fields = setOf([["f:a", "f:b"], ["f:a"]]);
    expect(union(fields, setOf([["f:a"]]))).toBe(fields);
    expect(difference(fields, setOf([["f:b"]]))).toBe(fields);
  });

  it("takes keys in any order for the same element, and leaves out what it does not know", () => {
    const read = readFields({ 'k:{"protocol":"TCP","containerPort":80}': {}, "q:later": {}, "f:__proto__": {} });
    expect(pathsOf(read ?? {})).toEqual([".__proto__", '[containerPort=80,protocol="TCP"]']);
    for (const wrong of [{ x: {} }, { "k:[1]": {} }, { "v:": {} }, { "f:a": 1 }, [], null])
      expect(readFields(wrong)).toBeUndefined();
  });
});
