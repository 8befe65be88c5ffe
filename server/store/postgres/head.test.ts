import { describe, expect, it } from "vitest";
import { type Head, type Known, nextHead } from "./head";

const head = (changes: Partial<Head> = {}): Head => ({
  revision: 10,
  epoch: 3,
  writer: "old",
  batch: "b",
  incarnation: "life",
  origin: "here",
  ...changes,
});
const taker = { writer: "me", origin: "here", freshId: "new life" };
const known = (changes: Partial<Known> = {}): Known => ({ revision: 10, epoch: 3, incarnation: "life", ...changes });

describe("nextHead", () => {
  it("takes over under a newer epoch and keeps all else", () => {
    const { head: next, isNewLife } = nextHead(head(), taker, undefined);
    expect(next).toEqual(head({ epoch: 4, writer: "me" }));
    expect(isNewLife).toBe(false);
  });

  it("begins the first life of an empty database", () => {
    const empty = head({ revision: 0, epoch: 0, writer: "", batch: "", incarnation: "", origin: "" });
    expect(nextHead(empty, taker, undefined)).toMatchObject({
      isNewLife: false,
      head: { revision: 0, epoch: 1, incarnation: "new life", origin: "here" },
    });
  });

  it.each<[string, Head, Known | undefined]>([
    ["the tables were made anew", head({ origin: "elsewhere" }), undefined],
    ["a mark has seen a later revision", head(), known({ revision: 11 })],
    ["a mark has seen a later epoch", head(), known({ epoch: 4 })],
    ["a running writer finds a revision that it cannot", head(), known({ possible: [12, 15] })],
    ["a running writer finds another life", head(), known({ incarnation: "other", possible: [10, 10] })],
  ])("begins a new life above all known revisions when %s", (_why, found, seen) => {
    const { head: next, isNewLife } = nextHead(found, taker, seen);
    expect(isNewLife).toBe(true);
    expect(next.incarnation).toBe("new life");
    expect(next.revision).toBeGreaterThan(Math.max(found.revision, seen?.revision ?? 0) + 1_000);
    expect(next.epoch).toBeGreaterThan(Math.max(found.epoch, seen?.epoch ?? 0));
  });

  it.each<[string, Head, Known]>([
    ["what a mark saw", head(), known({ revision: 7, epoch: 2 })],
    ["the revision before its batch", head(), known({ possible: [10, 12] })],
    ["the revision after its batch", head({ revision: 12 }), known({ possible: [10, 12] })],
  ])("goes on with the same life when it finds %s", (_what, found, seen) => {
    expect(nextHead(found, taker, seen)).toMatchObject({ isNewLife: false, head: { incarnation: "life" } });
  });
});
