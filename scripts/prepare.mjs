// Installs when the lock changed, and builds when the source changed. Needs nothing but Node.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/** Rejects with what the failed step printed. One at a time in a checkout: a second one waits for the first. */
export async function prepare() {
  const unlock = await takeTurn();
  try {
    await install();
    await build();
  } finally {
    unlock();
  }
}

const turnFile = path.join(root, ".cache", "preparing");
/** How long a step that was told to end may take for it. */
const endMs = 3000;

/** A file says whose turn it is; one whose owner is gone, and the step that it ran, is taken over. */
async function takeTurn() {
  const lock = turnFile;
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  for (let isTold = false; ; ) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
      return () => fs.rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const [owner, step] = (read(lock) ?? "").split(" ").map(Number);
    // A step outlives a start that was killed, and would fight with the next one's.
    if (owner && !isAlive(owner) && !(step && isAlive(step))) fs.rmSync(lock, { force: true });
    else if (!isTold) {
      isTold = true;
      process.stdout.write(`  Another start (process ${owner}) prepares this checkout: waiting for it.\n`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

async function install() {
  const lock = digest(["package-lock.json"]);
  const stamp = path.join(root, "node_modules/.pilothouse-lock");
  if (read(stamp) === lock && missingPackages().length === 0) return;
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  for (let attempt = 1; attempt <= 2; attempt++) {
    fs.rmSync(stamp, { force: true });
    await step("Installing packages", npm ? process.execPath : "npm", npm ? [npm, ...args] : args);
    // npm may report success over packages that it could not write.
    if (missingPackages().length === 0) return void fs.writeFileSync(stamp, lock);
  }
  const missing = missingPackages();
  throw new Error(
    `npm says that all is installed, but ${missing.length} packages are not there (${missing[0]}). Is the disk full, or does another program write to node_modules? Nothing was started.`,
  );
}

/** Packages of the lock that every machine has, and this one has not. */
function missingPackages() {
  const { packages = {} } = JSON.parse(fs.readFileSync(path.join(root, "package-lock.json"), "utf8"));
  return Object.entries(packages).flatMap(([folder, { optional, devOptional, link }]) => {
    const isWanted = folder.startsWith("node_modules/") && !optional && !devOptional && !link;
    return isWanted && !fs.existsSync(path.join(root, folder, "package.json")) ? [folder] : [];
  });
}

async function build() {
  const stamp = path.join(root, "dist/.stamp");
  const source = digest(sourceFiles());
  if (read(stamp) === source) return;
  fs.rmSync(stamp, { force: true });
  await step("Building", process.execPath, ["scripts/build.mjs"]);
  fs.writeFileSync(stamp, source);
}

/** Runs a step with its time shown; its output is shown only when it fails. */
async function step(name, command, args) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  const isTerminal = process.stdout.isTTY;
  process.stdout.write(`  ${name} …${isTerminal ? "" : "\n"}`);
  const timer = isTerminal ? setInterval(() => process.stdout.write(`\r  ${name} … ${seconds()} `), 1000) : undefined;
  const output = [];
  const env = { ...process.env };
  delete env.NODE_ENV;
  // A group of its own: what npm runs ends with it, and the terminal's Ctrl-C comes to it by us only.
  const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  fs.writeFileSync(turnFile, `${process.pid} ${child.pid ?? ""}`);
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  let isEnding = false;
  const closed = new Promise((resolve) => {
    child.once("close", resolve);
    child.once("error", (error) => resolve(error.message));
  });
  // Who ends this process ends the step, too, and it is gone before the next one may begin.
  const end = async (signal) => {
    if (isEnding) return;
    isEnding = true;
    signalGroup(child.pid, signal);
    const killing = setTimeout(() => signalGroup(child.pid, "SIGKILL"), endMs);
    await closed;
    clearTimeout(killing);
    signalGroup(child.pid, "SIGKILL");
    fs.rmSync(turnFile, { force: true });
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
  const code = await closed;
  // Left to `end`, which waits for the same and ends this process.
  if (isEnding) await new Promise(() => {});
  clearInterval(timer);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(signal, end);
  if (code !== 0)
    throw new Error(
      `\n${Buffer.concat(output).toString().slice(-6000)}\n${name} failed (${code}). Nothing was started; nothing that was kept is lost.`,
    );
  process.stdout.write(`${isTerminal ? "\r" : ""}  ${name}: done in ${seconds()}          \n`);
}

/** Nothing, where none of it is left. */
function signalGroup(pid, signal) {
  try {
    if (pid) process.kill(-pid, signal);
  } catch {
    // It ended by itself.
  }
}

function sourceFiles() {
  const files = [
    "package-lock.json",
    "next.config.ts",
    "postcss.config.mjs",
    "tsconfig.json",
    "prisma.config.ts",
    "scripts/build.mjs",
    "scripts/settings.mjs",
  ];
  for (const folder of ["app", "components", "server", "prisma"])
    for (const entry of fs.readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile() && !entry.parentPath.includes("generated") && !/\.test\.tsx?$/.test(entry.name))
        files.push(path.relative(root, path.join(entry.parentPath, entry.name)));
  return files.filter((file) => fs.existsSync(path.join(root, file))).sort();
}

function digest(files) {
  const hash = createHash("sha256").update(process.versions.modules);
  for (const file of files) hash.update(`${file}\0`).update(fs.readFileSync(path.join(root, file)));
  return hash.digest("hex");
}

function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
