import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { type Clock, delay } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import { configText, type HaproxyConfig, mapNames } from "./config";
import { RuntimeApi } from "./runtimeApi";

/** HAProxy's program on this machine, if it is installed and of a version that is known to do (2.4 or newer). */
export function findHaproxy(): { readonly program: string; readonly version: string } | undefined {
  for (const program of ["haproxy", "/usr/sbin/haproxy", "/usr/local/sbin/haproxy"]) {
    try {
      const version = /version (\d+)\.(\d+)\S*/.exec(
        execFileSync(program, ["-v"], { encoding: "utf8", stdio: "pipe" }),
      );
      const [text = "", major, minor] = version ?? [];
      if (Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 4)) return { program, version: text.slice(8) };
    } catch {
      // Not there: the next place is tried.
    }
  }
  return undefined;
}

export interface HaproxyProcessOptions {
  readonly program: string;
  readonly folder: string;
  readonly config: HaproxyConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** It has ended without being asked to. */
  readonly onExit: () => void;
}

/** A HAProxy that ends with its gateway: where the machine can tie it (setpriv), even when that one is killed. */
export class HaproxyProcess {
  readonly api: RuntimeApi;
  #child: ChildProcess | undefined;
  #isWanted = false;

  constructor(private readonly options: HaproxyProcessOptions) {
    this.api = new RuntimeApi(options.config.socketPath);
  }

  /** Starts it, and resolves when its runtime API answers. Rejects with what HAProxy said. */
  async start(): Promise<void> {
    const { folder, config, program, clock } = this.options;
    fs.mkdirSync(config.mapFolder, { recursive: true, mode: 0o700 });
    for (const name of mapNames) fs.writeFileSync(path.join(config.mapFolder, `${name}.map`), "");
    const file = path.join(folder, "haproxy.cfg");
    fs.writeFileSync(file, configText(config), { mode: 0o600 });
    this.#isWanted = false;
    this.api.forget();
    let said = "";
    const child = spawn(...tied(program, ["-db", "-f", file]), { stdio: ["ignore", "ignore", "pipe"] });
    this.#child = child;
    child.stderr?.setEncoding("utf8").on("data", (chunk) => {
      said = (said + chunk).slice(-2000);
    });
    child.once("exit", () => {
      this.#child = undefined;
      if (this.#isWanted) this.options.onExit();
    });
    for (let waited = 0; waited < 250; waited++) {
      if (this.#child !== child) throw new Error(`HAProxy ended at once: ${said.trim()}`);
      if (await this.#answers()) {
        this.#isWanted = true;
        return;
      }
      await delay(clock, 20);
    }
    throw new Error(`HAProxy does not answer: ${said.trim()}`);
  }

  /** SIGUSR1: takes no new connection, and ends when the last one has ended or `graceMs` have passed. */
  async stop(graceMs: number): Promise<void> {
    const child = this.#child;
    this.#isWanted = false;
    if (!child) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const cancel = this.options.clock.after(graceMs, () => child.kill("SIGKILL"));
    child.kill("SIGUSR1");
    await ended;
    cancel();
  }

  async #answers(): Promise<boolean> {
    try {
      return (await this.api.send("show version")) !== "";
    } catch {
      return false;
    }
  }
}

function tied(program: string, args: string[]): [string, string[]] {
  const setpriv = "/usr/bin/setpriv";
  return fs.existsSync(setpriv) ? [setpriv, ["--pdeathsig", "KILL", program, ...args]] : [program, args];
}
