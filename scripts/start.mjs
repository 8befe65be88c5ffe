// `npm start`: needs nothing but Node. Installs when the lock changed, builds when the source changed, then hands over
// to the supervisor in this same process.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { helpText, readSettings, runDir } from "./settings.mjs";
import { answers } from "./supervisorClient.mjs";

const root = path.resolve(import.meta.dirname, "..");

async function main() {
  if (process.argv.includes("--help") || process.argv.includes("-h")) return void process.stdout.write(helpText());
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Pilothouse needs Node 20.19 or newer; this is ${process.versions.node}. Nothing was started.`);
  const settings = orFail(() => readSettings(process.env));
  if (await answers(path.join(runDir(settings.dataDir), "supervisor.sock")))
    fail(
      `Pilothouse is already running on ${settings.dataDir}.\nIts console is at http://${settings.host}:${settings.port}. To stop it: npm run down. For a second one, set PILOTHOUSE_DATA, PILOTHOUSE_PORT and PILOTHOUSE_GATEWAY_PORT.`,
    );
  await install();
  await build();
  process.chdir(root);
  const { supervise } = await import(pathToFileURL(path.join(root, "dist/supervisor.mjs")).href);
  await supervise({ root, settings });
}

async function install() {
  const lock = digest(["package-lock.json"]);
  const stamp = path.join(root, "node_modules/.pilothouse-lock");
  if (read(stamp) === lock) return;
  await step("Installing packages", process.env.npm_execpath ? process.execPath : "npm", [
    ...(process.env.npm_execpath ? [process.env.npm_execpath] : []),
    ...["ci", "--no-audit", "--no-fund", "--loglevel=error"],
  ]);
  fs.writeFileSync(stamp, lock);
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
  const timer = isTerminal && setInterval(() => process.stdout.write(`\r  ${name} … ${seconds()} `), 1000);
  const output = [];
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, NODE_ENV: undefined },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  const code = await new Promise((resolve) =>
    child.once("close", resolve).once("error", (error) => resolve(error.message)),
  );
  clearInterval(timer || undefined);
  if (code !== 0)
    fail(
      `\n${Buffer.concat(output).toString().slice(-6000)}\n${name} failed (${code}). Nothing was started; nothing that was kept is lost.`,
    );
  process.stdout.write(`${isTerminal ? "\r" : ""}  ${name}: done in ${seconds()}          \n`);
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

function orFail(call) {
  try {
    return call();
  } catch (error) {
    return fail(error.message);
  }
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

await main();
