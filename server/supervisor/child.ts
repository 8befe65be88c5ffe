import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { backoffMs } from "@/server/lib/backoff";
import { type Clock, delay } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import { identityOf, isAlive, type ProcessIdentity, signalIfSame } from "@/server/lib/processIdentity";
import type { Records } from "./records";

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Changes when the program does: a running one of another build is replaced. */
  readonly build: string;
  readonly logFile: string;
  /** How long it gets between SIGTERM and SIGKILL. */
  readonly stopMs: number;
}

export interface ChildTools {
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Log;
}

const watchMs = 200;
const steadyMs = 20_000;

/** One process that is kept running: adopted or started, started again when it dies, with a back-off. */
export class Child {
  #identity: ProcessIdentity | undefined;
  #isWanted = false;
  #isRecorded = false;
  #hasToldUnrecorded = false;
  #failures = 0;
  #startedAtMs = 0;
  #cancelWatch: () => void = () => {};
  #cancelRestart: () => void = () => {};
  #restarts = 0;

  constructor(
    readonly spec: ChildSpec,
    private readonly tools: ChildTools,
  ) {}

  get isAlive(): boolean {
    return this.#identity !== undefined && isAlive(this.#identity);
  }

  get pid(): number | undefined {
    return this.#identity?.pid;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /**
   * Adopts the running one when it is of this build, else ends it and starts a new one; keeps it running from now on.
   * Starts none when a `stop` or `release` comes meanwhile.
   */
  async run(): Promise<"adopted" | "started" | "stopped"> {
    this.#isWanted = true;
    const record = this.tools.records.read(this.spec.name);
    if (record && isAlive(record.identity)) {
      this.#identity = record.identity;
      if (record.fingerprint === fingerprint(this.spec)) {
        this.#isRecorded = true;
        this.#watch();
        return "adopted";
      }
      await this.#end(this.spec.stopMs);
      if (!this.#isWanted) return "stopped";
    }
    this.#start();
    return "started";
  }

  /** Runs it once to its end, and resolves with the exit code; one that takes longer than `mostMs` is killed: 1. */
  once(mostMs: number): Promise<number> {
    const { spec, tools } = this;
    let cancel = () => {};
    const output = fs.openSync(spec.logFile, "a", 0o600);
    return new Promise<number>((resolve, reject) => {
      const child = spawn(spec.command, spec.args, { env: spec.env, stdio: ["ignore", output, output] });
      child.once("error", reject);
      child.once("exit", (code) => resolve(code ?? 1));
      cancel = tools.clock.after(mostMs, () => child.kill("SIGKILL"));
    }).finally(() => {
      cancel();
      fs.closeSync(output);
    });
  }

  /** Ends it, gently at first, and does not start it again until `run`. Resolves when it is gone. */
  async stop(graceMs = this.spec.stopMs): Promise<void> {
    this.#isWanted = false;
    this.#cancelRestart();
    this.#identity ??= this.tools.records.read(this.spec.name)?.identity;
    await this.#end(graceMs);
    this.tools.records.remove(this.spec.name);
  }

  /** Lets go of it: it runs on, and the next supervisor adopts it. */
  release(): void {
    this.#isWanted = false;
    this.#cancelWatch();
    this.#cancelRestart();
  }

  #start(): void {
    const { spec, tools } = this;
    this.#startedAtMs = tools.clock.monotonicMs();
    try {
      this.#spawn();
    } catch (error) {
      tools.log.error({ process: spec.name, error }, "could not start");
    }
    this.#isRecorded = false;
    this.#record();
    this.#watch();
  }

  #spawn(): void {
    const { spec, tools } = this;
    const output = this.#openLog();
    try {
      const child = spawn(spec.command, spec.args, {
        env: spec.env,
        detached: true,
        stdio: ["ignore", output, output],
      });
      child.once("error", (error) => tools.log.error({ process: spec.name, error }, "could not start"));
      child.once("exit", () => this.#onGone());
      child.unref();
      this.#identity = child.pid === undefined ? undefined : identityOf(child.pid);
    } finally {
      if (output !== "ignore") fs.closeSync(output);
    }
  }

  /** A process whose log cannot be made (a full disk) runs without one. */
  #openLog(): number | "ignore" {
    try {
      return fs.openSync(this.spec.logFile, "a", 0o600);
    } catch (error) {
      this.tools.log.error({ process: this.spec.name, error }, "its log cannot be written");
      return "ignore";
    }
  }

  /** Until it could be written down, it is tried again at each look: the next supervisor knows only what is recorded. */
  #record(): void {
    const { spec, tools } = this;
    if (this.#isRecorded || !this.#identity) return;
    try {
      tools.records.write(spec.name, { identity: this.#identity, fingerprint: fingerprint(spec) });
      this.#isRecorded = true;
    } catch (error) {
      if (!this.#hasToldUnrecorded) tools.log.error({ process: spec.name, error }, "could not be written down");
      this.#hasToldUnrecorded = true;
    }
  }

  /** An adopted process is not our child: only looking tells that it is gone. */
  #watch(): void {
    this.#cancelWatch();
    this.#cancelWatch = this.tools.clock.every(watchMs, () => {
      if (!this.isAlive) this.#onGone();
      else this.#record();
    });
  }

  #onGone(): void {
    if (this.isAlive) return;
    this.#cancelWatch();
    this.#identity = undefined;
    if (!this.#isWanted) return;
    const { clock, log } = this.tools;
    if (clock.monotonicMs() - this.#startedAtMs > steadyMs) this.#failures = 0;
    const waitMs = this.#failures === 0 ? 0 : backoffMs(this.#failures, { firstMs: 100, maxMs: 5000 });
    this.#failures++;
    this.#restarts++;
    log.warn({ process: this.spec.name, waitMs }, "a process ended and is started again");
    this.#cancelRestart();
    this.#cancelRestart = clock.after(waitMs, () => {
      if (this.#isWanted && !this.isAlive) this.#start();
    });
  }

  async #end(graceMs: number): Promise<void> {
    const identity = this.#identity;
    if (!identity) return;
    const { clock } = this.tools;
    signalIfSame(identity, "SIGTERM");
    const killAtMs = clock.monotonicMs() + graceMs;
    while (isAlive(identity)) {
      if (clock.monotonicMs() >= killAtMs) signalIfSame(identity, "SIGKILL");
      await delay(clock, 20);
    }
    this.#cancelWatch();
    this.#identity = undefined;
  }
}

function fingerprint({ command, args, env, build }: ChildSpec): string {
  const settings = Object.entries(env).sort();
  return createHash("sha256")
    .update(JSON.stringify([command, args, settings, build]))
    .digest("hex");
}
