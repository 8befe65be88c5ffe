import { describe, expect, it } from "vitest";
import { nodeLimits } from "./nodeLimits";

const saying = (text: string) => ({ "pilothouse.dev/cannot": text });

describe("what a node cannot isolate", () => {
  it("is what its agent wrote down", () => {
    expect(nodeLimits(saying('["limit memory","hide other processes"]'))).toEqual([
      "limit memory",
      "hide other processes",
    ]);
  });

  it.each([["{"], ['"all"'], ["null"], ["[1]"]])("is nothing where the node says %s", (text) => {
    expect(nodeLimits(saying(text))).toEqual([]);
  });

  it("is nothing where the node says nothing", () => {
    expect(nodeLimits({})).toEqual([]);
  });
});
