import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let root = "";
const running: ChildProcess[] = [];

/** A checkout whose lock has one package, and whose npm is `script`; what it builds is one file. */
function aCheckout(script: string): void {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "ph-prepare-"));
  for (const folder of ["scripts", "app", "components", "server", "prisma", "dist", "node_modules"])
    fs.mkdirSync(path.join(root, folder));
  fs.copyFileSync(path.join(import.meta.dirname, "prepare.mjs"), path.join(root, "scripts/prepare.mjs"));
  fs.writeFileSync(path.join(root, "scripts/build.mjs"), "");
  const packages = { "": {}, "node_modules/left": { version: "1.0.0" }, "node_modules/mac-only": { optional: true } };
  fs.writeFileSync(path.join(root, "package-lock.json"), JSON.stringify({ packages }));
  fs.writeFileSync(path.join(root, "npm.cjs"), `const fs = require("node:fs");\n${script}`);
}

const installLeft = `fs.mkdirSync("node_modules/left", { recursive: true }); fs.writeFileSync("node_modules/left/package.json", "{}");`;
const countRuns = `fs.appendFileSync("runs", "x");`;
const at = (file: string) => path.join(root, file);
const isThere = (file: string) => fs.existsSync(at(file));

function start(): { readonly child: ChildProcess; readonly ended: Promise<number | null>; printed(): string } {
  const code = `import("${at("scripts/prepare.mjs")}").then(({ prepare }) => prepare()).catch((error) => { console.error(error.message); process.exit(1); });`;
  const env = { ...process.env, npm_execpath: at("npm.cjs") };
  const child = spawn(process.execPath, ["-e", code], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => output.push(chunk));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, ended, printed: () => Buffer.concat(output).toString() };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

beforeEach(() => {
  running.length = 0;
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  fs.rmSync(root, { recursive: true, force: true });
});

describe("preparing a checkout", () => {
  it("ends npm, which may not want to, before it ends itself, and the next start begins anew", async () => {
    aCheckout(`
      process.on("SIGTERM", () => {});
      if (fs.existsSync("again")) { ${installLeft} }
      else { fs.writeFileSync("npm.pid", String(process.pid)); setInterval(() => {}, 1000); }
    `);
    const first = start();
    await expect.poll(() => isThere("npm.pid"), { timeout: 10_000 }).toBe(true);
    const npm = Number(fs.readFileSync(at("npm.pid"), "utf8"));
    first.child.kill("SIGTERM");
    await first.ended;
    expect([isAlive(npm), isThere(".cache/preparing"), isThere("node_modules/.pilothouse-lock")]).toEqual([
      ...[false, false, false],
    ]);
    fs.writeFileSync(at("again"), "");
    const second = start();
    expect([await second.ended, second.printed()]).toEqual([0, expect.stringContaining("Installing packages: done")]);
    expect(isThere("node_modules/.pilothouse-lock")).toBe(true);
  });

  it("waits for an npm whose start was killed", async () => {
    aCheckout(`
      if (fs.existsSync("npm.pid")) { ${installLeft} }
      else { fs.writeFileSync("npm.pid", String(process.pid)); setInterval(() => {}, 1000); }
    `);
    const first = start();
    await expect.poll(() => isThere("npm.pid"), { timeout: 10_000 }).toBe(true);
    const npm = Number(fs.readFileSync(at("npm.pid"), "utf8"));
    first.child.kill("SIGKILL");
    const second = start();
    await expect.poll(() => second.printed(), { timeout: 10_000 }).toContain("waiting for it");
    expect(isAlive(npm)).toBe(true);
    process.kill(npm, "SIGKILL");
    expect(await second.ended).toBe(0);
  });

  it("installs once more what npm called a success and was none", async () => {
    aCheckout(`${countRuns} if (fs.readFileSync("runs", "utf8") === "xx") { ${installLeft} }`);
    const only = start();
    expect(await only.ended).toBe(0);
    expect(fs.readFileSync(at("runs"), "utf8")).toBe("xx");
  });

  it("says what is missing, and does not take it for installed, when that is no help", async () => {
    aCheckout(countRuns);
    const only = start();
    expect(await only.ended).toBe(1);
    expect(only.printed()).toContain("1 packages are not there (node_modules/left)");
    expect(isThere("node_modules/.pilothouse-lock")).toBe(false);
  });

  it("installs anew where an earlier start took half an installation for a whole one", async () => {
    aCheckout(`${countRuns} ${installLeft}`);
    await start().ended;
    fs.rmSync(at("node_modules/left"), { recursive: true });
    expect(await start().ended).toBe(0);
    expect([fs.readFileSync(at("runs"), "utf8"), isThere("node_modules/left/package.json")]).toEqual(["xx", true]);
  });
});
