import { expect, it } from "vitest";
import { aPod } from "@/server/objects/builders";
import { podInfo } from "../podInfo";
import { prioritySort } from "./prioritySort";

const entry = (priority: number, sinceMs: number) => ({
  info: podInfo(aPod().withPriority(priority).build()),
  sinceMs,
});

it("lets the higher priority go first, and among equals who came first", () => {
  expect(prioritySort.isBefore(entry(10, 2), entry(0, 1))).toBe(true);
  expect(prioritySort.isBefore(entry(10, 2), entry(10, 1))).toBe(false);
  expect(prioritySort.isBefore(entry(10, 1), entry(10, 2))).toBe(true);
});
