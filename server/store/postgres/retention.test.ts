import { describe, expect, it } from "vitest";
import { partitionsToDrop } from "./retention";

const days = (...bytes: number[]) =>
  bytes.map((each, index) => ({ name: `day-${index}`, day: 100 + index, bytes: each }));
const names = (partitions: readonly { name: string }[]) => partitions.map(({ name }) => name).sort();
const keep = { keepDays: 3, maxBytes: 100, thinAfterMs: 0 };

describe("partitionsToDrop", () => {
  it("drops days beyond the age", () => {
    expect(names(partitionsToDrop(days(1, 1, 1, 1, 1), 104, keep))).toEqual(["day-0", "day-1"]);
  });

  it("drops the oldest days until the rest is small enough", () => {
    expect(names(partitionsToDrop(days(10, 60, 50), 102, keep))).toEqual(["day-0", "day-1"]);
  });

  it("keeps today however large it is, and days to come", () => {
    expect(partitionsToDrop(days(500, 0, 0), 100, keep)).toEqual([]);
  });
});
