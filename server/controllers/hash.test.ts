import { describe, expect, it } from "vitest";
import { canonicalJson, encodeHash, fnv32, isSame } from "./hash";

describe("hash", () => {
  it("is the same for the same template in another order of keys, absent fields or not", () => {
    const left = { spec: { containers: [{ name: "a", image: "b" }], volumes: [] }, metadata: { labels: { x: "1" } } };
    const right = {
      metadata: { labels: { x: "1" }, name: undefined },
      spec: { containers: [{ image: "b", name: "a" }] },
    };
    expect(canonicalJson(left)).toBe(canonicalJson(right));
    expect(isSame(left, right)).toBe(true);
  });

  it("keeps an empty object apart from an absent one, which mean different volumes", () => {
    expect(isSame({ name: "a", emptyDir: {} }, { name: "a" })).toBe(false);
  });

  it("keeps the order of lists, which Kubernetes' containers have", () => {
    expect(isSame([1, 2], [2, 1])).toBe(false);
  });

  it("agrees with published values of FNV-1a, and encodes to Kubernetes' alphabet", () => {
    expect(fnv32("")).toBe(0x811c9dc5);
    expect(fnv32("a")).toBe(0xe40c292c);
    expect(encodeHash(fnv32("web"))).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
  });
});
