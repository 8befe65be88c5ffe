import { expect, it } from "vitest";
import { Tally } from "./tally";

const counts = (requests: number) => new Map([["b0", { requests, errors: 0 }]]);
const at = (id: string, slot: string) => new Map([[id, slot]]);

it("gives what HAProxy's backend carried for the last one to nobody else", () => {
  const tally = new Tally();
  tally.move(at("old", "b0"), counts(0));
  expect([...tally.since(counts(70))]).toEqual([["old", { requests: 70, errors: 0 }]]);
  tally.move(at("new", "b0"), counts(75));
  expect([...tally.since(counts(75))]).toEqual([]);
  expect([...tally.since(counts(76))]).toEqual([["new", { requests: 1, errors: 0 }]]);
});

it("never counts down while one stays in the table, with a backend of HAProxy's or without", () => {
  const tally = new Tally();
  tally.move(at("web", "b0"), counts(10));
  tally.move(at("web", ""), counts(12));
  expect([...tally.since(counts(99))]).toEqual([["web", { requests: 2, errors: 0 }]]);
  tally.move(at("web", "b0"), counts(100));
  expect([...tally.since(counts(103))]).toEqual([["web", { requests: 5, errors: 0 }]]);
});

it("begins anew with one that was gone", () => {
  const tally = new Tally();
  tally.move(at("web", "b0"), counts(0));
  tally.move(new Map(), counts(5));
  tally.move(at("web", "b0"), counts(5));
  expect([...tally.since(counts(6))]).toEqual([["web", { requests: 1, errors: 0 }]]);
});

it("knows whether a table moves anything", () => {
  const tally = new Tally();
  expect(tally.isCurrent(at("web", "b0"))).toBe(false);
  tally.move(at("web", "b0"), counts(0));
  expect([at("web", "b0"), at("web", "b1"), at("api", "b0")].map((slots) => tally.isCurrent(slots))).toEqual([
    true,
    false,
    false,
  ]);
});
