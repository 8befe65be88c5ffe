import { chmodSync, readdirSync, renameSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "@/server/agent/testing/testRuntime";
import { memoryPlace } from "./volumes";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

test("secrets get a folder in memory that nobody else may read", () => {
  const place = memoryPlace("/data", "/disk", folder.dir);
  expect(path.dirname(place)).toBe(folder.dir);
  expect(statSync(place).mode & 0o777).toBe(0o700);
});

test("a link that somebody put in the folder's place is neither used nor followed", () => {
  const place = memoryPlace("/data", "/disk", folder.dir);
  const other = path.join(folder.dir, "other");
  renameSync(place, other);
  chmodSync(other, 0o755);
  symlinkSync(other, place);
  expect(memoryPlace("/data", "/disk", folder.dir)).toBe("/disk");
  expect(statSync(other).mode & 0o777).toBe(0o755);
  expect(readdirSync(other)).toEqual([]);
});
