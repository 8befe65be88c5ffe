// Starts the platform with this Node, applies the first example in the console's own way, and waits until all its pods
// answer through the gateway: what a newcomer does, in one command. Ends everything it started.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const patienceMs = 600_000;
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "pilothouse-smoke-"));
fs.chmodSync(dataDir, 0o711);
const [port, apiPort, gatewayPort] = [3170, 6170, 8170];
const person = { email: "smoke@example.com", password: "smoke-test-only" };
const env = {
  ...process.env,
  PILOTHOUSE_DATA: dataDir,
  PILOTHOUSE_PORT: String(port),
  PILOTHOUSE_API_PORT: String(apiPort),
  PILOTHOUSE_GATEWAY_PORT: String(gatewayPort),
  PILOTHOUSE_RUNTIME: "process",
  PILOTHOUSE_ADMIN_EMAIL: person.email,
  PILOTHOUSE_ADMIN_PASSWORD: person.password,
};
const origin = `http://127.0.0.1:${port}`;
const post = (url, body, headers = {}) =>
  fetch(origin + url, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", origin, ...headers },
  });

const start = spawn(process.execPath, ["scripts/start.mjs"], { cwd: root, env, stdio: "inherit" });
try {
  await until("the platform is ready", async () => (await fetch(`${origin}/readyz`)).ok);
  const signedIn = await post("/api/auth/sign-in/email", person);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((text) => text.split(";")[0])
    .join("; ");
  const applied = await post("/api/trpc/examples.deploy", { json: { name: "web" } }, { cookie });
  if (!applied.ok) throw new Error(`the example was not applied: ${await applied.text()}`);
  const pods = new Set();
  await until("three pods answer through the gateway", async () => {
    const { status, text } = await askGateway();
    if (status === 200) pods.add(JSON.parse(text).pod);
    return pods.size === 3;
  });
  process.stdout.write(`Node ${process.version}: three pods answer through the gateway.\n`);
} finally {
  const down = spawn(process.execPath, ["scripts/down.mjs"], { cwd: root, env, stdio: "inherit" });
  await new Promise((resolve) => down.once("close", resolve));
  start.kill("SIGTERM");
  fs.rmSync(dataDir, { recursive: true, force: true });
}

/** By node:http, since fetch does not let one choose the Host. */
async function askGateway() {
  const { get } = await import("node:http");
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port: gatewayPort, headers: { host: "web.localhost" }, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.once("end", () => resolve({ status: response.statusCode, text }));
    }).once("error", reject);
  });
}

async function until(what, test) {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    if (start.exitCode !== null) throw new Error(`npm start ended with ${start.exitCode}`);
    if (await test().catch(() => false)) return;
    if (performance.now() > deadline) throw new Error(`${what}: not in time`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
