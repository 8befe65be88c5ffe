import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "@/server/agent/testing/testRuntime";
import { clearMemoryPlace, memoryPlace } from "./volumes";

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

test("nothing of it stays once the node's pods are ended, and what is another's is left alone", () => {
  const [place, others] = ["/data", "/other"].map((data) => memoryPlace(data, "/disk", folder.dir));
  for (const dir of [place, others]) {
    mkdirSync(path.join(dir ?? "", "UID/volumes/s"), { recursive: true });
    writeFileSync(path.join(dir ?? "", "UID/volumes/s/pw"), "hush");
  }
  const linked = path.join(folder.dir, "linked");
  writeFileSync(linked, "not ours");
  symlinkSync(linked, path.join(place ?? "", "UID/volumes/link"));
  clearMemoryPlace("/data", folder.dir);
  clearMemoryPlace("/never-there", folder.dir);
  expect(readdirSync(folder.dir).sort()).toEqual([path.basename(others ?? ""), "linked"].sort());
  expect(readFileSync(linked, "utf8")).toBe("not ours");
});
