import { mkdirSync } from "node:fs";
import path from "node:path";
import type { PodUsage } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import { Turnstile } from "../../turnstile";
import {
  type ContainerRequest,
  type LogRead,
  type ObservedContainer,
  type PodIdentity,
  type RegistryLogin,
  type Runtime,
  RuntimeError,
  type RuntimeInfo,
  type Sandbox,
  type SandboxRequest,
} from "../runtime";
import { openAttach } from "./attach";
import { Containers } from "./containers";
import { type Docker, openDocker, unless } from "./engine";
import { followEvents } from "./events";
import { openExec, runExec } from "./exec";
import { Images } from "./images";
import { readLogs } from "./logs";
import { installationId, labels, type Owner } from "./names";
import { type Bridge, ensureBridge } from "./network";
import type { Seen } from "./observed";
import { ensurePauseImage } from "./pauseImage";
import { Sandboxes } from "./sandboxes";
import { SandboxRecords } from "./sandboxRecords";
import { mayServeDns, shortcomings } from "./shortcomings";
import { startContainer } from "./starts";
import { UsageSampler } from "./usage";

export interface DockerRuntimeOptions {
  /** A folder of this node's own. */
  readonly dir: string;
  readonly node: string;
  /** The data folder: what is ours on the engine is known by it. */
  readonly installation: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Where hostPorts listen; 127.0.0.1 unless told. */
  readonly hostAddress?: string;
  /** Found out by trying when left out. */
  readonly reach?: Bridge["reach"];
}

const startsAtOnce = 4;

/** The runtime on a Docker engine; finds again what an earlier one left running. Rejects when no engine answers. */
export async function openDockerRuntime(options: DockerRuntimeOptions): Promise<Runtime> {
  const { dir, node, clock, random } = options;
  const docker = await openDocker();
  const owner: Owner = { installation: installationId(options.installation), node };
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  await ensurePauseImage(docker);
  const found = await ensureBridge(owner.installation, { docker, clock, random });
  const runtime = new DockerRuntime(options, { docker, owner, bridge: { ...found, ...reachOf(options) } });
  await runtime.adopt();
  return runtime;
}

const reachOf = ({ reach }: DockerRuntimeOptions) => (reach ? { reach } : {});

interface Parts {
  readonly docker: Docker;
  readonly owner: Owner;
  readonly bridge: Bridge;
}

class DockerRuntime implements Runtime {
  readonly #docker: Docker;
  readonly #owner: Owner;
  readonly #bridge: Bridge;
  readonly #containers: Containers;
  readonly #sandboxes: Sandboxes;
  readonly #images: Images;
  readonly #usage: UsageSampler;
  readonly #starts = new Turnstile(startsAtOnce);
  readonly #calls = new Set<(pod: PodIdentity) => void>();
  readonly #leaving = new Set<string>();
  readonly #abort = new AbortController();
  readonly #hasDns: boolean;

  constructor(
    private readonly options: DockerRuntimeOptions,
    { docker, owner, bridge }: Parts,
  ) {
    const { clock, log, random, dir, hostAddress = "127.0.0.1" } = options;
    this.#docker = docker;
    this.#owner = owner;
    this.#bridge = bridge;
    this.#hasDns = mayServeDns(bridge);
    const containers = new Containers({
      docker,
      owner,
      clock,
      log,
      onChange: (pod, isSandbox) => this.#changed(pod, isSandbox),
    });
    this.#containers = containers;
    this.#sandboxes = new Sandboxes({
      docker,
      owner,
      bridge,
      containers,
      random,
      hostAddress,
      records: new SandboxRecords(path.resolve(dir)),
      clusterDns: this.#hasDns ? bridge.gateway : undefined,
    });
    this.#images = new Images(docker, clock);
    this.#usage = new UsageSampler(docker, clock);
  }

  /** Resolves once all containers are known and the engine's events are followed. */
  async adopt(): Promise<void> {
    const { clock, log } = this.options;
    await this.#removeUnstarted();
    await new Promise<void>((resolve, reject) => {
      const opened = async () => {
        await this.#containers.sync();
        resolve();
      };
      followEvents({
        docker: this.#docker,
        clock,
        log,
        signal: this.#abort.signal,
        labels: [`${labels.installation}=${this.#owner.installation}`],
        onOpen: opened,
        onEvent: (event) => this.#containers.heard(event),
      }).catch(reject);
    });
  }

  async info(): Promise<RuntimeInfo> {
    const [info, { Version }] = await Promise.all([this.#docker.info(), this.#docker.version()]);
    return { name: "docker", version: Version, cannot: shortcomings(info, this.#bridge, this.#hasDns) };
  }

  async list(): Promise<readonly ObservedContainer[]> {
    return this.#containers.list().map(({ observed }) => observed);
  }

  onChange(call: (pod: PodIdentity) => void): () => void {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  ensureImage(image: string, policy: "Always" | "IfNotPresent" | "Never", logins: readonly RegistryLogin[] = []) {
    return this.#images.ensure(image, policy, logins);
  }

  ensureSandbox(request: SandboxRequest): Promise<Sandbox> {
    this.#leaving.delete(request.pod.uid);
    return this.#starts.run(() => this.#sandboxes.ensure(request));
  }

  async removeSandbox(pod: PodIdentity): Promise<void> {
    this.#leaving.add(pod.uid);
    const label = [`${labels.installation}=${this.#owner.installation}`, `${labels.uid}=${pod.uid}`];
    const all = await this.#docker.listContainers({ all: true, filters: { label } });
    const known = [...this.#containers.of(pod.uid), ...this.#containers.sandboxes()].filter(
      ({ observed }) => observed.pod.uid === pod.uid,
    );
    const ids = new Set([...all.map(({ Id }) => Id), ...known.map(({ observed }) => observed.id)]);
    for (const id of ids) await this.#containers.remove(id);
    this.#sandboxes.forget(pod);
    this.#leaving.delete(pod.uid);
  }

  /** What is left of pods whose containers have ended: their addresses go back to the engine until the next start. */
  async stopSandboxes(): Promise<void> {
    const running = this.#containers.sandboxes().filter(({ observed }) => observed.state === "running");
    for (const { observed } of running) {
      this.#leaving.add(observed.pod.uid);
      await unless([304, 404, 409], this.#docker.getContainer(observed.id).kill({ signal: "SIGKILL" }));
    }
  }

  start(request: ContainerRequest): Promise<{ readonly id: string }> {
    const parts = {
      docker: this.#docker,
      owner: this.#owner,
      containers: this.#containers,
      sandboxes: this.#sandboxes,
    };
    return this.#starts.run(() => startContainer(parts, request));
  }

  async signal(id: string, signal: Parameters<Runtime["signal"]>[1]): Promise<void> {
    // One that has ended hears nothing: that is no error.
    await unless([404, 409], this.#docker.getContainer(id).kill({ signal }));
  }

  remove(id: string): Promise<void> {
    return this.#containers.remove(id);
  }

  logs(id: string, read: LogRead): AsyncIterable<Uint8Array> {
    return readLogs(this.#docker, { id, hasTerminal: this.#get(id).hasTerminal }, read);
  }

  async exec(id: string, command: readonly string[], options: { readonly tty: boolean; readonly stdin: boolean }) {
    this.#getRunning(id);
    return openExec(this.#docker, { id, command, ...options }, this.options.clock);
  }

  async attach(id: string, { stdin }: { readonly stdin: boolean }) {
    const { hasTerminal } = this.#getRunning(id);
    return openAttach(this.#docker, { id, hasTerminal, stdin });
  }

  async run(id: string, command: readonly string[], timeoutMs: number) {
    this.#getRunning(id);
    return runExec(this.#docker, { id, command }, { timeoutMs, clock: this.options.clock });
  }

  usage(): Promise<ReadonlyMap<string, PodUsage>> {
    return this.#usage.sample(this.#containers.list().filter(({ observed }) => observed.state === "running"));
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#calls.clear();
  }

  /** Created by an agent that died before it started them: nothing ever ran in them. */
  async #removeUnstarted(): Promise<void> {
    const label = [`${labels.installation}=${this.#owner.installation}`, `${labels.node}=${this.#owner.node}`];
    const found = await this.#docker.listContainers({ all: true, filters: { label, status: ["created"] } });
    for (const { Id } of found) await this.#containers.remove(Id);
  }

  #changed(pod: PodIdentity, isSandbox: boolean): void {
    if (isSandbox) this.#sandboxChanged(pod);
    for (const call of this.#calls) call(pod);
  }

  /** Without its pause a pod has no network: its containers end, and are started again on the next one. */
  #sandboxChanged(pod: PodIdentity): void {
    if (this.#leaving.has(pod.uid) || this.#containers.sandboxOf(pod.uid)?.observed.state === "running") return;
    for (const { observed } of this.#containers.of(pod.uid)) {
      if (observed.state !== "running") continue;
      this.signal(observed.id, "SIGKILL").catch((error) => {
        const fields = { pod: pod.name, container: observed.name, reason: messageOf(error) };
        this.options.log.warn(fields, "a container without its sandbox could not be ended");
      });
    }
  }

  #get(id: string): Seen {
    const seen = this.#containers.get(id);
    if (!seen) throw new RuntimeError("ContainerNotFound", `container ${id} is not there`);
    return seen;
  }

  #getRunning(id: string): Seen {
    const seen = this.#get(id);
    const { state, name, pod } = seen.observed;
    if (state !== "running")
      throw new RuntimeError("ContainerNotRunning", `container ${name} of ${pod.name} is not running`);
    return seen;
  }
}
