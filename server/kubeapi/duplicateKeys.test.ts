import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duplicateKeys } from "./duplicateKeys";

describe("keys that are given twice", () => {
  it("are found wherever they are, each once", () => {
    expect(duplicateKeys('{"a":1,"b":{"c":[{"d":1,"d":2,"d":3},{"d":1}],"c":2},"a":"{\\"x\\":1,\\"x\\":2}"}')).toEqual([
      "b.c[0].d",
      "b.c",
      "a",
    ]);
    expect(duplicateKeys('{"a":1,"\\u0061":2}')).toEqual(["a"]);
    expect(duplicateKeys('[{"a":":"},{"a":"},{"}]')).toEqual([]);
  });

  it("are told a hundred of, whatever there is", () => {
    const twice = Array.from({ length: 300 }, (_, index) => `"k${index}":1,"k${index}":2`);
    expect(duplicateKeys(`{"data":{${twice.join(",")}}}`)).toHaveLength(100);
  });

  it("make no path for each level of a deep text", () => {
    const depth = 60_000;
    expect(duplicateKeys(`${'{"a":1,"a":'.repeat(depth)}1${"}".repeat(depth)}`)).toHaveLength(100);
  });

  it("are none in what was written from an object", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(duplicateKeys(JSON.stringify(JSON.parse(text)))).toEqual([]);
      }),
    );
  });
});
