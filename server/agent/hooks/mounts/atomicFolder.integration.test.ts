import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeAtomically } from "./atomicFolder";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "pilothouse-volume-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const payload = (files: Record<string, string>, mode = 0o644) =>
  new Map(Object.entries(files).map(([name, text]) => [name, { data: Buffer.from(text), mode }]));

test("an update swaps all files at once, behind one link, and drops what went away", () => {
  writeAtomically(dir, payload({ a: "1", "b/c": "2" }));
  const before = readlinkSync(path.join(dir, "..data"));
  expect(readFileSync(path.join(dir, "b/c"), "utf8")).toBe("2");
  expect(writeAtomically(dir, payload({ a: "3" }))).toBe(true);
  expect(readFileSync(path.join(dir, "a"), "utf8")).toBe("3");
  const names = readdirSync(dir);
  expect(names).not.toContain("b");
  expect(names).not.toContain(before);
});

test("the same again changes nothing", () => {
  writeAtomically(dir, payload({ a: "1" }));
  const before = readlinkSync(path.join(dir, "..data"));
  expect(writeAtomically(dir, payload({ a: "1" }))).toBe(false);
  expect(readlinkSync(path.join(dir, "..data"))).toBe(before);
});

test("files have exactly the mode that was asked for", () => {
  writeAtomically(dir, payload({ a: "1" }, 0o400));
  expect(statSync(path.join(dir, "a")).mode & 0o777).toBe(0o400);
});
