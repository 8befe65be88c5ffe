import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "@/server/agent/testing/testRuntime";
import { aPod } from "@/server/objects/builders";
import { findBelow } from "./subPath";
import { mountsOf } from "./volumes";

let folder: ReturnType<typeof temporaryFolder>;
let volume: string;
let outside: string;
beforeEach(() => {
  folder = temporaryFolder();
  [volume, outside] = [path.join(folder.dir, "volume"), path.join(folder.dir, "outside")];
  for (const dir of [volume, outside]) mkdirSync(dir, { mode: 0o755 });
});
afterEach(() => folder.remove());

test("a subPath through a link that leads out of the volume makes nothing there", () => {
  symlinkSync(outside, path.join(volume, "link"));
  const pod = aPod("web").build();
  const volumes = [{ name: "data", hostPath: { path: volume } }];
  const context = {
    pod: { ...pod, spec: { ...pod.spec, volumes } },
    places: { disk: folder.dir, memory: folder.dir },
    claims: new Map(),
  };
  const container = {
    name: "main",
    volumeMounts: [{ name: "data", mountPath: "/data", subPath: "link/made" }],
  };
  expect(() => mountsOf(container, context, {})).toThrow("subPath link/made leads out of its volume");
  expect(readdirSync(outside)).toEqual([]);
});

test.each(["..", "../outside", "link", "dangling/made", "dangling"])("the subPath %s is refused", (below) => {
  symlinkSync(outside, path.join(volume, "link"));
  symlinkSync(path.join(outside, "made"), path.join(volume, "dangling"));
  expect(() => findBelow(volume, below)).toThrow();
  expect(readdirSync(outside)).toEqual([]);
});

test("a link to another place of the volume is followed, and what is missing behind it is made there", () => {
  mkdirSync(path.join(volume, "real"));
  symlinkSync("real", path.join(volume, "link"));
  expect(findBelow(volume, "link/a/b").path).toBe(path.join(volume, "real/a/b"));
  expect(existsSync(path.join(volume, "real/a/b"))).toBe(true);
});

test("folders are made with the volume's own mode, so that who may write there may write in them", () => {
  findBelow(volume, "a/b");
  for (const made of ["a", "a/b"])
    expect(statSync(path.join(volume, made)).mode & 0o7777).toBe(statSync(volume).mode & 0o7777);
});

test("a file is found as it is, and told by its inode", () => {
  const file = path.join(volume, "file");
  writeFileSync(file, "");
  const { dev, ino } = statSync(file, { bigint: true });
  expect(findBelow(volume, "file")).toEqual({ path: file, identity: `${dev}:${ino}` });
});
