import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { childName, prefixOf, Serials, serialOf } from "./names";

const free = () => false;

describe("names of children", () => {
  it("reads back the serial of every name it makes, so that a restarted controller goes on counting", () => {
    const serials = fc.integer({ min: 0, max: 27 ** 5 - 1 });
    fc.assert(
      fc.property(fc.uuid(), serials, (uid, serial) => {
        expect(serialOf({ base: "web", uid }, childName({ base: "web", uid }, serial))).toBe(serial);
      }),
    );
  });

  it("never gives two children of one owner the same name", () => {
    const names = Array.from({ length: 20_000 }, (_, serial) => childName({ base: "web", uid: "u" }, serial));
    expect(new Set(names).size).toBe(names.length);
  });

  it("makes the same names for the same observation, so that a repeated create is harmless", () => {
    const owner = { base: "web", uid: "u" };
    const there = new Serials().next(owner, [], 3, free);
    const serials = new Serials();
    expect(serials.next(owner, there, 2, free)).toEqual(serials.next(owner, there, 2, free));
  });

  it("does not give a gone child's name to the next one", () => {
    const owner = { base: "web", uid: "u" };
    const serials = new Serials();
    const [first = ""] = serials.next(owner, [], 1, free);
    serials.next(owner, [first], 0, free);
    expect(serials.next(owner, [], 1, free)).not.toContain(first);
  });

  it("passes over names that somebody else holds", () => {
    const owner = { base: "web", uid: "u" };
    const first = childName(owner, 0);
    expect(new Serials().next(owner, [], 1, (name) => name === first)).toEqual([childName(owner, 1)]);
  });

  it("cuts a long base so that the name is a label's value", () => {
    expect(childName({ base: "a".repeat(80), uid: "u" }, 1)).toHaveLength(63);
    expect(prefixOf("a".repeat(80))).toHaveLength(58);
  });
});
