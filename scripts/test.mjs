// `npm test`: installs and builds what is missing, then runs every test: lint, types, unit, integration, end to end.
// `npm test -- unit e2e` runs only those steps.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { prepare } from "./prepare.mjs";

const root = path.resolve(import.meta.dirname, "..");
const bin = (name) => path.join(root, "node_modules", ...name.split("/"));
const node = process.execPath;

const steps = {
  lint: [node, bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."],
  types: [node, bin("typescript/bin/tsc"), "--noEmit"],
  unit: [node, bin("vitest/vitest.mjs"), "run", "--project", "unit"],
  integration: [node, bin("vitest/vitest.mjs"), "run", "--project", "integration"],
  trials: [node, "scripts/soak.mjs", "--fraction", "ci"],
  e2e: [node, bin("@playwright/test/cli.js"), "test"],
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in steps));
if (unknown.length > 0) {
  process.stderr.write(`There is no step ${unknown.join(", ")}; there are ${Object.keys(steps).join(", ")}.\n`);
  process.exit(2);
}

await prepare();
sayWhatIsMissing();
const results = [];
for (const [name, [command, ...args]] of Object.entries(steps)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stdout.write(`\n== ${name}\n`);
  const started = performance.now();
  const code = await run(command, args);
  results.push({ name, code, seconds: Math.round((performance.now() - started) / 1000) });
}
const failed = results.filter(({ code }) => code !== 0);
process.stdout.write("\n");
for (const { name, code, seconds } of results)
  process.stdout.write(`  ${code === 0 ? "passed" : "FAILED"}  ${name} (${seconds} s)\n`);
process.stdout.write(`\nsteps: ${results.length - failed.length} passed, ${failed.length} failed\n`);
process.exit(failed.length === 0 ? 0 : 1);

function run(command, args) {
  return new Promise((resolve) => {
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", () => resolve(1));
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** Tests that this machine cannot run are skipped aloud; in continuous integration none may be. */
function sayWhatIsMissing() {
  const wanted = {
    "a browser (chromium, or CHROMIUM_PATH)": [
      process.env.CHROMIUM_PATH,
      "/usr/bin/chromium",
      "/usr/bin/google-chrome",
    ],
    "Docker (a socket at /var/run/docker.sock)": ["/var/run/docker.sock"],
    HAProxy: ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/opt/homebrew/sbin/haproxy"],
  };
  const missing = Object.entries(wanted).flatMap(([name, places]) =>
    places.some((place) => place && fs.existsSync(place)) ? [] : [name],
  );
  for (const name of missing) process.stdout.write(`This machine lacks ${name}: the tests that need it are skipped.\n`);
  if (missing.length > 0 && process.env.CI) {
    process.stderr.write("In continuous integration nothing may be skipped.\n");
    process.exit(1);
  }
}
