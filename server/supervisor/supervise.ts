import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import type { Settings } from "@/scripts/settings.mjs";
import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import { isAlive } from "@/server/lib/processIdentity";
import { Child, type ChildTools } from "./child";
import { openDoor } from "./doors";
import { ensureToken, type Folders } from "./folders";
import { rotateLogs } from "./logFiles";
import { endPodsSpec, nodeNames, type ProcessOptions, processesOf } from "./processes";
import { Records } from "./records";

/** The database that the processes use: our own Postgres, or somebody else's, which is left alone. */
export interface Database {
  readonly url: string;
  readonly pid?: number;
  /** Ends it, unless it is somebody else's. */
  stop(): Promise<void>;
  /** Lets go of it: it runs on, and the next supervisor adopts it. */
  release(): void;
}

export interface SupervisorOptions {
  readonly root: string;
  readonly settings: Settings;
  readonly folders: Folders;
  readonly clock: Clock;
  readonly log: Log;
  startDatabase(): Promise<Database>;
  /** Ends what an earlier supervisor left running. */
  stopDatabase(): Promise<unknown>;
  say(text: string): void;
  /** Everything was stopped by somebody who asked at the door. */
  onStopped(): void;
}

/** Whoever stops everything lets pods finish what they do; a lost node's pods are waited for by their replacements. */
const stopGraceMs = 8000;
const fenceGraceMs = 500;
/** So long beyond their grace an end of pods may take: a container engine that hangs must hold up neither for ever. */
const endPodsPatienceMs = 45_000;

/** All processes of one data folder. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #records: Records;
  #database: Database | undefined;
  #children: Child[] = [];
  #fencing = new Map<string, Promise<void>>();
  #starting: Promise<boolean> | undefined;
  #stopping: Promise<void> | undefined;
  #isEnding = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#records = new Records(path.join(options.folders.run, "processes"));
  }

  /**
   * Starts or adopts everything; resolves when all processes were started, which is before all are ready. Answers
   * whether they were: a stop or a release that comes meanwhile ends the start where it is.
   */
  start(): Promise<boolean> {
    const starting = this.#startAll().catch((error) => {
      if (!this.#isEnding) throw error;
      return false;
    });
    this.#starting = starting;
    return starting;
  }

  status(): object {
    const processes = this.#children.map((child) => ({
      name: child.spec.name,
      pid: child.pid,
      isAlive: child.isAlive,
      restarts: child.restarts,
    }));
    return { pid: process.pid, database: { pid: this.#database?.pid }, processes };
  }

  /** Ends the node's agent, then its pods, and starts the agent anew. One fence of a node at a time. */
  fence(node: string): Promise<void> {
    const running = this.#fencing.get(node) ?? this.#fenceNow(node).finally(() => this.#fencing.delete(node));
    this.#fencing.set(node, running);
    return running;
  }

  /** Ends everything that this data folder started, pods too. */
  stop(say: (text: string) => void = this.#options.say): Promise<void> {
    this.#isEnding = true;
    this.#stopping ??= this.#stopNow(say);
    return this.#stopping;
  }

  /** Lets go of everything: it runs on. */
  release(): void {
    this.#isEnding = true;
    for (const child of this.#children) child.release();
    this.#database?.release();
  }

  async #startAll(): Promise<boolean> {
    const { settings, folders, clock } = this.#options;
    await this.#refuseTakenPorts();
    for (const name of ["admin", "control", "gateway", ...nodeNames(settings)]) ensureToken(folders, name);
    await openDoor(folders.socket("supervisor"), {
      status: () => this.status(),
      stop: (say) => this.stop(say),
      onStopped: () => this.#options.onStopped(),
      fence: (node) => this.fence(node),
    });
    if (this.#isEnding) return false;
    this.#database = await this.#options.startDatabase();
    if (this.#isEnding) return false;
    this.#children = processesOf(this.#processOptions()).map((spec) => new Child(spec, this.#tools()));
    await this.#endStrangers();
    for (const child of this.#children) {
      if (this.#isEnding) return false;
      await child.run();
    }
    clock.every(60_000, () => rotateLogs(folders.logs, this.#options.log));
    return !this.#isEnding;
  }

  async #fenceNow(node: string): Promise<void> {
    const agent = this.#children.find((child) => child.spec.name === `agent-${node}`);
    await (agent ?? this.#leftover(`agent-${node}`)).stop(0);
    await this.#endPods(node, fenceGraceMs);
    if (!this.#isEnding) await agent?.run();
  }

  async #stopNow(say: (text: string) => void): Promise<void> {
    // What the start is just doing is finished first, or it would be missed here.
    await this.#starting?.catch(() => {});
    const step = async (name: string, work: Promise<unknown>) => {
      await work;
      say(`  ${name}: stopped\n`);
    };
    const named = (test: (name: string) => boolean) => {
      const known = this.#children.filter((child) => test(child.spec.name));
      const strangers = this.#records
        .names()
        .filter((name) => test(name) && !known.some((child) => child.spec.name === name));
      return Promise.all([...known, ...strangers.map((name) => this.#leftover(name))].map((child) => child.stop()));
    };
    const isAgent = (name: string) => name.startsWith("agent-");
    // The control plane first, or it would replace what is being stopped.
    await step(
      "Control plane",
      named((name) => name === "control"),
    );
    await step("Nodes", named(isAgent));
    const ends = await Promise.allSettled(this.#nodesOnDisk().map((node) => this.#endPods(node, stopGraceMs)));
    const failed = ends.flatMap((end) => (end.status === "rejected" ? [messageOf(end.reason)] : []));
    say(failed.length === 0 ? "  Pods: stopped\n" : `  Pods: ${failed.join("; ")}\n`);
    await step(
      "Gateway and pages",
      named((name) => name !== "control" && !isAgent(name)),
    );
    await step("Postgres", this.#database?.stop() ?? this.#options.stopDatabase());
  }

  /** Runs the agent's program once to end the pods that a node left behind; throws when it cannot confirm it. */
  async #endPods(node: string, graceMs: number): Promise<void> {
    const run = new Child(endPodsSpec(this.#processOptions(), node, graceMs), this.#tools());
    if ((await run.once(graceMs + endPodsPatienceMs)) !== 0)
      throw new Error(`the pods of ${node} could not be confirmed ended: see ${run.spec.logFile}`);
  }

  /** Agents of nodes that the settings no longer ask for, as PILOTHOUSE_NODES was lowered. */
  async #endStrangers(): Promise<void> {
    const wanted = new Set(this.#children.map((child) => child.spec.name));
    for (const name of this.#records.names().filter((name) => name.startsWith("agent-") && !wanted.has(name))) {
      await this.#leftover(name).stop(0);
      await this.#endPods(name.slice("agent-".length), stopGraceMs);
    }
  }

  /** A process that only its record tells of. */
  #leftover(name: string): Child {
    const spec = { ...endPodsSpec(this.#processOptions(), "node-1", 0), name, stopMs: 8000 };
    return new Child(spec, this.#tools());
  }

  #nodesOnDisk(): string[] {
    const { nodes } = this.#options.folders;
    return fs.existsSync(nodes) ? fs.readdirSync(nodes).filter((name) => /^node-\d+$/.test(name)) : [];
  }

  async #refuseTakenPorts(): Promise<void> {
    const { settings } = this.#options;
    const wanted = [
      { name: "PILOTHOUSE_PORT", port: settings.port, holder: "control" },
      { name: "PILOTHOUSE_API_PORT", port: settings.apiPort, holder: "control" },
      { name: "PILOTHOUSE_GATEWAY_PORT", port: settings.gatewayPort, holder: "gateway" },
    ];
    for (const { name, port, holder } of wanted) {
      const record = this.#records.read(holder);
      if (record && isAlive(record.identity)) continue;
      const code = await portProblem(port, settings.host);
      if (code)
        throw new Error(`${portSays(code, port, settings.host)} Set ${name} to another port. Nothing was started.`);
    }
  }

  #processOptions(): ProcessOptions {
    const { root, settings, folders } = this.#options;
    return { root, settings, folders, databaseUrl: this.#database?.url ?? "" };
  }

  #tools(): ChildTools {
    return { records: this.#records, clock: this.#options.clock, log: this.#options.log };
  }
}

function portProblem(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "EUNKNOWN"));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

function portSays(code: string, port: number, host: string): string {
  if (code === "EADDRINUSE") return `Port ${port} on ${host} is taken by another program.`;
  if (code === "EACCES") return `Port ${port} needs rights that this user does not have.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `${host} is no address of this machine (PILOTHOUSE_HOST).`;
  return `Port ${port} on ${host} cannot be listened on (${code}).`;
}
