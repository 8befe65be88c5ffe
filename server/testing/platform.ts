import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { HttpCluster } from "@/server/cluster/httpCluster";
import { delay, systemClock } from "@/server/lib/clock";
import { systemRandom } from "@/server/lib/random";
import { foldersOf } from "@/server/supervisor/folders";

const root = path.resolve(import.meta.dirname, "../..");
const startWithinMs = 60_000;

export interface PlatformOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** Kept when given; else a folder of its own, removed at the end. */
  readonly dataDir?: string;
}

/** The whole platform as a user starts it, built, with a data folder and ports of its own. */
export interface Platform {
  readonly dataDir: string;
  readonly consoleUrl: string;
  readonly gatewayPort: number;
  /** As the local administrator, over the API's socket. */
  readonly cluster: HttpCluster;
  /** The PID of a process (`control`, `gateway`, `agent-node-1`, `postgres`, …) as the supervisor knows it. */
  pid(name: string): Promise<number>;
  /** Sends a real signal to a process. */
  signal(name: string, signal: NodeJS.Signals): Promise<void>;
  readyz(): Promise<{ isReady: boolean } | undefined>;
  untilReady(): Promise<void>;
  /** What `npm start` has printed so far. */
  printed(): string;
  /** What `npm start` was given. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends the supervisor by this signal; resolves when it is gone. */
  signalSupervisor(signal: NodeJS.Signals): Promise<void>;
  /** `npm start` again on the same folder; resolves when all parts are ready. */
  restart(): Promise<void>;
  /** `npm run down`. */
  down(): Promise<void>;
  /** `down`, and the folder removed if it is ours. */
  stop(): Promise<void>;
}

/** Starts it and resolves when all parts are ready; needs `dist/` and `.next/` (`npm run build`). */
export async function startPlatform({ settings = {}, dataDir }: PlatformOptions = {}): Promise<Platform> {
  const folder = dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), "ph-"));
  fs.chmodSync(folder, 0o711);
  const [port, gatewayPort, apiPort] = [await freePort(), await freePort(), await freePort()];
  const env = {
    ...process.env,
    PILOTHOUSE_DATA: folder,
    PILOTHOUSE_PORT: String(port),
    PILOTHOUSE_GATEWAY_PORT: String(gatewayPort),
    PILOTHOUSE_API_PORT: String(apiPort),
    PILOTHOUSE_RUNTIME: "process",
    PILOTHOUSE_GATEWAY: "embedded",
    PILOTHOUSE_ADMIN_EMAIL: "admin@example.com",
    PILOTHOUSE_ADMIN_PASSWORD: "correct-horse-battery",
    ...settings,
  };
  const output: string[] = [];
  const platform = makePlatform({ folder, port, gatewayPort, env, output, isOurs: dataDir === undefined });
  try {
    await platform.untilReady();
  } catch (error) {
    await platform.stop();
    throw new Error(`${error instanceof Error ? error.message : error}\n${output.join("")}`);
  }
  return platform;
}

interface Made {
  readonly folder: string;
  readonly port: number;
  readonly gatewayPort: number;
  readonly env: NodeJS.ProcessEnv;
  readonly output: string[];
  readonly isOurs: boolean;
}

function makePlatform({ folder, port, gatewayPort, env, output, isOurs }: Made): Platform {
  let supervisor = npmStart(env, output);
  const folders = foldersOf({ dataDir: folder });
  const cluster = new HttpCluster({
    name: "local",
    engine: "embedded",
    clock: systemClock,
    socketPath: folders.socket("api"),
    subject: { name: "local-administrator", groups: ["pilothouse:admin"] },
    token: () => fs.readFileSync(folders.token("admin"), "utf8"),
  });
  const readyz = () => getJson<{ isReady: boolean }>({ host: "127.0.0.1", port, path: "/readyz" });
  const pid = async (name: string) => {
    const status = await getJson<Status>({ socketPath: folders.socket("supervisor"), path: "/status" });
    const found = name === "postgres" ? status?.database.pid : status?.processes.find((one) => one.name === name)?.pid;
    if (found === undefined) throw new Error(`${name} does not run`);
    return found;
  };
  const untilReady = () =>
    until("the platform is ready", startWithinMs, async () => {
      if (supervisor.exitCode !== null) throw new Error(`npm start ended with ${supervisor.exitCode}`);
      return (await readyz())?.isReady === true;
    });
  const down = () =>
    new Promise<void>((resolve) => {
      spawn(process.execPath, ["scripts/down.mjs"], { cwd: root, env, stdio: "ignore" }).once("close", () => resolve());
    });
  return {
    dataDir: folder,
    consoleUrl: `http://127.0.0.1:${port}`,
    gatewayPort,
    cluster,
    env,
    readyz,
    pid,
    untilReady,
    down,
    signal: async (name, signal) => void process.kill(await pid(name), signal),
    printed: () => output.join(""),
    async signalSupervisor(signal) {
      const gone = new Promise((resolve) => supervisor.once("exit", resolve));
      supervisor.kill(signal);
      await gone;
    },
    async restart() {
      supervisor = npmStart(env, output);
      await until("a supervisor answers", startWithinMs, async () => {
        if (supervisor.exitCode !== null) throw new Error(`npm start ended: ${output.slice(-5).join("")}`);
        return (await pid("control").catch(() => undefined)) !== undefined;
      });
      await untilReady();
    },
    async stop() {
      cluster.close();
      await down();
      if (isOurs) fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function npmStart(env: NodeJS.ProcessEnv, output: string[]): ChildProcess {
  const child = spawn(process.execPath, ["scripts/start.mjs"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => output.push(text));
  return child;
}

interface Status {
  readonly database: { readonly pid?: number };
  readonly processes: readonly { readonly name: string; readonly pid?: number }[];
}

/** Resolves when `test` holds; rejects after `ms` with what was waited for. */
export async function until(what: string, ms: number, test: () => Promise<boolean> | boolean): Promise<void> {
  const deadlineMs = systemClock.monotonicMs() + ms;
  while (!(await test())) {
    if (systemClock.monotonicMs() > deadlineMs) throw new Error(`${what}: not within ${ms} ms`);
    await delay(systemClock, 25);
  }
}

/** Below those that the system gives to outgoing connections and the runtime to pods: what is free now stays so. */
const [firstPort, portCount] = [10_000, 10_000];

export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(systemRandom.fraction() * portCount);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function getJson<T>(options: http.RequestOptions): Promise<T | undefined> {
  return new Promise((resolve) => {
    const request = http.get({ ...options, timeout: 2000, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.once("end", () => {
        try {
          resolve(JSON.parse(text));
        } catch {
          resolve(undefined);
        }
      });
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(undefined));
  });
}
