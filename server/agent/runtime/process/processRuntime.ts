import { mkdirSync } from "node:fs";
import path from "node:path";
import type { ExecSession, PodUsage } from "@/server/cluster/cluster";
import { type Clock, delay } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import { identityOf, signalIfSame } from "@/server/lib/processIdentity";
import type { Random } from "@/server/lib/random";
import {
  type ContainerRequest,
  type LogRead,
  type ObservedContainer,
  type PodIdentity,
  type Runtime,
  RuntimeError,
  type RuntimeInfo,
  type Sandbox,
  type SandboxRequest,
} from "../runtime";
import { attachSession } from "./attach";
import { findCgroupBase } from "./cgroupBase";
import { type Cgroup, type CgroupBase, removeCgroup } from "./cgroups";
import { endContainer } from "./endContainer";
import { nsenterArguments, terminalWords } from "./enter";
import { environmentOf } from "./environ";
import { pipedSession, runToEnd, terminalSession } from "./exec";
import { readText, replaceFile } from "./files";
import { killContainer, killHolder, mainOf, shimOf } from "./kill";
import { type Launch, launchShim } from "./launch";
import { containerDir, containerId, files, type Layout, podsDir, shimFile } from "./layout";
import { limit } from "./limit";
import { type Allowed, type Machine, probeMachine, shortcomings, unshareArguments } from "./machine";
import { readOutput } from "./output/readOutput";
import type { PortBook } from "./ports";
import { prepare } from "./prepare";
import { type ContainerRecord, loadRecords, saveRecord } from "./record";
import { removeTree } from "./removeTree";
import { closeSandbox, openSandbox } from "./sandboxes";
import { shimScript } from "./shim";
import { makeStdin } from "./stdin";
import { canHoldTerminals, noTerminals } from "./terminal";
import { UsageSampler, usageOfPods } from "./usage";
import { WatchedContainer } from "./watchedContainer";

export interface ProcessRuntimeOptions {
  /** A folder of this node's own. */
  readonly dir: string;
  /** The data folder: what the containers' user is derived from, and what they do not get to see. */
  readonly installation: string;
  /** One folder for all nodes of this machine, where ports are claimed. */
  readonly portsDir: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** A log file is rotated when it outgrows this; 10 MiB unless told. */
  readonly logBytes?: number;
  /** What is tried out when left out. */
  readonly machine?: Machine;
  readonly cgroups?: CgroupBase;
}

const setupDeadlineMs = 20_000;

/** The runtime where there is no Docker; finds again, at once, what an earlier one left running. */
export async function openProcessRuntime(options: ProcessRuntimeOptions): Promise<Runtime> {
  const layout: Layout = { dir: path.resolve(options.dir) };
  mkdirSync(podsDir(layout), { recursive: true, mode: 0o700 });
  // Shims that run read it as they go: it is replaced, and only by another one.
  if (readText(shimFile(layout)) !== shimScript) replaceFile(shimFile(layout), shimScript, 0o700);
  const machine = options.machine ?? (await probeMachine(options));
  const cgroups = options.cgroups ?? findCgroupBase();
  return new ProcessRuntime(options, layout, { machine, cgroups, hasTerminals: await canHoldTerminals() });
}

class ProcessRuntime implements Runtime {
  readonly #containers = new Map<string, WatchedContainer>();
  /** Of those that this very runtime started; for the others the system is asked. */
  readonly #environments = new Map<string, Readonly<Record<string, string>>>();
  readonly #calls = new Set<(pod: PodIdentity) => void>();
  readonly #usage: UsageSampler;
  readonly #book: PortBook;

  constructor(
    readonly options: ProcessRuntimeOptions,
    readonly layout: Layout,
    readonly found: Allowed,
  ) {
    this.#usage = new UsageSampler(options.clock);
    this.#book = { dir: options.portsDir, nextOffset: Math.floor(options.random.fraction() * 10_000) };
    for (const record of loadRecords(layout)) this.#look(record);
  }

  async info(): Promise<RuntimeInfo> {
    const { user } = this.found.machine;
    const cannot = [
      "the size of a volume is stated, not enforced",
      ...shortcomings(this.found.machine),
      ...this.found.cgroups.cannot,
      ...(this.found.hasTerminals ? [] : [noTerminals]),
    ];
    return { name: "process", version: "1", cannot, ...(user ? { user } : {}) };
  }

  async list(): Promise<readonly ObservedContainer[]> {
    return [...this.#containers.values()].map((container) => {
      container.look();
      const { id, pod, name, attempt, image } = container.record;
      return { id, pod, name, attempt, image, imageId: image, ...container.life };
    });
  }

  onChange(call: (pod: PodIdentity) => void): () => void {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  /** There is nothing to pull: the image's name is only shown. */
  async ensureImage(image: string): Promise<{ readonly imageId: string }> {
    return { imageId: image };
  }

  ensureSandbox(request: SandboxRequest): Promise<Sandbox> {
    return openSandbox(this.layout, this.#book, request);
  }

  async removeSandbox(pod: PodIdentity): Promise<void> {
    const ids = [...this.#containers.values()].filter(({ record }) => record.pod.uid === pod.uid);
    for (const { record } of ids) await this.remove(record.id);
    closeSandbox(this.layout, this.#book, pod);
  }

  async start(request: ContainerRequest): Promise<{ readonly id: string }> {
    const id = containerId(request.pod.uid, request.name, request.attempt);
    if (this.#containers.has(id)) return { id };
    const { dir, command, env } = prepare(
      {
        layout: this.layout,
        machine: this.found.machine,
        hasTerminals: this.found.hasTerminals,
        hidden: [path.resolve(this.options.installation)],
      },
      request,
    );
    const hasTerminal = request.tty && this.found.hasTerminals;
    const cgroup = limit(this.found.cgroups, request);
    const { pod, name, attempt, image } = request;
    const begun: ContainerRecord = {
      id,
      pod,
      name,
      attempt,
      image,
      machine: this.found.machine,
      ...(cgroup ? { cgroup } : {}),
      ...(request.stdin || hasTerminal ? { stdin: await makeStdin(dir, request.stdinOnce) } : {}),
      ...(hasTerminal ? { hasTerminal } : {}),
    };
    saveRecord(this.layout, begun);
    const child = launchShim({ dir, cgroup, words: this.#shimWords(), command, env });
    await new Promise((resolve, reject) => child.once("spawn", () => resolve(0)).once("error", reject));
    const holder = identityOf(child.pid ?? 0);
    const record = { ...begun, ...(holder ? { holder } : {}) };
    saveRecord(this.layout, record);
    const container = this.#look(record);
    container.follow(child);
    this.#environments.set(id, env);
    await this.#setUp(container);
    return { id };
  }

  async signal(id: string, signal: Parameters<Runtime["signal"]>[1]): Promise<void> {
    const { record } = this.#get(id);
    if (signal === "SIGKILL") {
      killContainer(record);
      return;
    }
    const main = mainOf(record);
    if (main) signalIfSame(main, signal);
  }

  async remove(id: string): Promise<void> {
    const container = this.#containers.get(id);
    if (!container) return;
    const { record } = container;
    await endContainer(container, this.options);
    container.close();
    this.#containers.delete(id);
    this.#environments.delete(id);
    if (record.cgroup) await this.#leave(record, record.cgroup);
    removeTree(containerDir(this.layout, id));
  }

  logs(id: string, read: LogRead): AsyncIterable<Uint8Array> {
    const container = this.#get(id);
    const source = {
      output: container.output,
      isRunning: () => !container.isOver,
      onEnd: (call: () => void) => container.onEnd(call),
    };
    return readOutput(source, read);
  }

  async exec(
    id: string,
    command: readonly string[],
    options: { readonly tty: boolean; readonly stdin: boolean },
  ): Promise<ExecSession> {
    const launch = this.#inside(id, command, options.tty);
    if (!options.tty) return pipedSession(launch, options.stdin);
    return terminalSession(launch, { name: this.options.random.suffix(8), clock: this.options.clock });
  }

  async attach(id: string, { stdin }: { readonly stdin: boolean }): Promise<ExecSession> {
    const container = this.#get(id);
    if (container.life.state !== "running") throw notRunning(container.record);
    return attachSession(container, containerDir(this.layout, id), stdin);
  }

  async run(id: string, command: readonly string[], timeoutMs: number) {
    return runToEnd(this.#inside(id, command), { timeoutMs, clock: this.options.clock });
  }

  /** By pod: `namespace/name`. */
  async usage(): Promise<ReadonlyMap<string, PodUsage>> {
    const running = [...this.#containers.values()].flatMap(({ life, record }) =>
      life.state === "running" ? record : [],
    );
    return usageOfPods(this.#usage, running);
  }

  async close(): Promise<void> {
    for (const container of this.#containers.values()) container.close();
    this.#calls.clear();
  }

  #get(id: string): WatchedContainer {
    const container = this.#containers.get(id);
    if (!container) throw new RuntimeError("ContainerNotFound", `container ${id} is not there`);
    return container;
  }

  #look(record: ContainerRecord): WatchedContainer {
    const onChange = () => {
      for (const call of this.#calls) call(record.pod);
    };
    const { clock, logBytes } = this.options;
    const container = new WatchedContainer(this.layout, record, { clock, onChange, logBytes });
    this.#containers.set(record.id, container);
    return container;
  }

  #shimWords(): string[] {
    const { namespaces } = this.found.machine;
    const around = namespaces === "none" ? [] : ["unshare", ...unshareArguments(namespaces)];
    return [...around, "sh", shimFile(this.layout)];
  }

  /** Waits until the command is about to run, or says why it cannot. */
  async #setUp(container: WatchedContainer): Promise<void> {
    const { clock } = this.options;
    const deadlineMs = clock.monotonicMs() + setupDeadlineMs;
    while (container.life.state === "created" && clock.monotonicMs() < deadlineMs) {
      await delay(clock, 5);
      container.look();
    }
    const { life, record } = container;
    if (life.state === "running" || (life.state === "exited" && life.startedAtMs !== undefined)) return;
    const said = readText(path.join(containerDir(this.layout, record.id), files.error))?.trim();
    await this.remove(record.id);
    throw new RuntimeError("RunContainerError", said || "its namespaces or mounts could not be set up in time");
  }

  #inside(id: string, command: readonly string[], hasTerminal = false): Launch {
    const { record, life } = this.#get(id);
    const shim = shimOf(record);
    const main = mainOf(record);
    if (life.state !== "running" || !shim || !main) throw notRunning(record);
    const dir = containerDir(this.layout, id);
    const go = ["sh", "-c", 'cd "$1" && . ./enter.sh', "sh", dir];
    const way = hasTerminal ? terminalWords(record.machine, go) : go;
    const words = [...nsenterArguments(record.machine, shim.pid), ...way];
    return { dir, cgroup: record.cgroup, words, command, env: this.#environments.get(id) ?? environmentOf(main.pid) };
  }

  /** The last process of a group takes a moment to leave it. */
  async #leave(record: ContainerRecord, cgroup: Cgroup): Promise<void> {
    for (let tries = 0; tries < 40 && !removeCgroup(cgroup); tries++) {
      killHolder(record);
      await delay(this.options.clock, 25);
    }
  }
}

function notRunning({ name, pod }: ContainerRecord): RuntimeError {
  return new RuntimeError("ContainerNotRunning", `container ${name} of ${pod.name} is not running`);
}
