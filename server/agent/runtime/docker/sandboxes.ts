import net from "node:net";
import type { Random } from "@/server/lib/random";
import { type Mount, type PodIdentity, RuntimeError, type Sandbox, type SandboxRequest } from "../runtime";
import { pickAddress } from "./addresses";
import type { Containers } from "./containers";
import { type Docker, engineSays, statusOf, unless } from "./engine";
import { labels, type Owner } from "./names";
import type { Bridge } from "./network";
import { pauseOptions, portKey } from "./pauseOptions";
import { hostsFile, resolvConf, writeResolver } from "./resolver";
import type { SandboxRecord, SandboxRecords } from "./sandboxRecords";

export interface SandboxesOptions {
  readonly docker: Docker;
  readonly owner: Owner;
  readonly bridge: Bridge;
  readonly containers: Containers;
  readonly records: SandboxRecords;
  readonly random: Random;
  readonly hostAddress: string;
  /** Where the cluster's DNS answers; undefined where it cannot. */
  readonly clusterDns: string | undefined;
}

/** A sandbox that runs, and what its pod's containers need of it. */
export interface Standing {
  readonly pauseId: string;
  readonly usesHostNetwork: boolean;
  readonly files: readonly Mount[];
}

const mostTries = 5;

/** The pods' pause containers: made once, started again with the same address when the engine lost them. */
export class Sandboxes {
  readonly #busy = new Map<string, Promise<Standing>>();

  constructor(private readonly options: SandboxesOptions) {}

  async ensure(request: SandboxRequest): Promise<Sandbox> {
    const { uid } = request.pod;
    const { records } = this.options;
    const record = records.read(uid) ?? (await this.#newRecord(request));
    records.write(uid, { ...record, request });
    await this.standing(request.pod);
    return this.#sandboxOf(records.read(uid) ?? record);
  }

  /** Resolves once the pod's sandbox runs; makes it again, at its address, when it is gone. */
  standing(pod: PodIdentity): Promise<Standing> {
    const running = this.#busy.get(pod.uid) ?? this.#stand(pod).finally(() => this.#busy.delete(pod.uid));
    this.#busy.set(pod.uid, running);
    return running;
  }

  forget(pod: PodIdentity): void {
    this.options.records.remove(pod.uid);
  }

  async #stand(pod: PodIdentity): Promise<Standing> {
    const { containers, records } = this.options;
    const record = records.read(pod.uid);
    if (!record) throw failure(`pod ${pod.name} has no sandbox: it was not set up, or is on its way out`);
    const known = containers.sandboxOf(pod.uid);
    if (known?.observed.state === "running") return this.#standingAs(known.observed.id, record);
    const id = known ? await this.#start(known.observed.id) : await this.#create(record);
    return this.#standingAs(id, records.read(pod.uid) ?? record);
  }

  #standingAs(pauseId: string, { request, address }: SandboxRecord): Standing {
    const { records, clusterDns } = this.options;
    const { usesHostNetwork } = request;
    const resolv = resolvConf(request, clusterDns);
    const texts = {
      ...(address ? { hosts: hostsFile(request, address) } : {}),
      ...(resolv === undefined ? {} : { resolv }),
    };
    return { pauseId, usesHostNetwork, files: writeResolver(records.folder(request.pod.uid), texts) };
  }

  /** An address that another pod got in between is changed for another, as long as this pod has not been told it. */
  async #create(record: SandboxRecord): Promise<string> {
    const { docker, records } = this.options;
    const { uid } = record.request.pod;
    let next = record;
    for (let tries = 1; ; tries++) {
      const options = pauseOptions(next, this.options);
      const id = await this.#createOnce(options);
      try {
        return await this.#start(id);
      } catch (error) {
        await unless([404, 409], docker.getContainer(id).remove({ force: true, v: true }));
        if (tries >= mostTries || !/address already in use$/i.test(engineSays(error).trim())) throw error;
        next = await this.#newRecord(record.request);
        records.write(uid, next);
      }
    }
  }

  async #createOnce(options: ReturnType<typeof pauseOptions>): Promise<string> {
    const { docker } = this.options;
    try {
      return (await docker.createContainer(options)).id;
    } catch (error) {
      if (statusOf(error) !== 409) throw failure(engineSays(error));
      // One that an agent made before it died.
      return (await docker.getContainer(options.name).inspect()).Id;
    }
  }

  async #start(id: string): Promise<string> {
    const { docker, containers } = this.options;
    try {
      await containers.starting(id, () => unless([304], docker.getContainer(id).start()));
    } catch (error) {
      throw failure(engineSays(error));
    }
    return id;
  }

  async #newRecord(request: SandboxRequest): Promise<SandboxRecord> {
    if (request.usesHostNetwork) return { request, published: {} };
    const { bridge, random } = this.options;
    const address = pickAddress(bridge.subnet, await this.#taken(), random);
    if (!address) throw failure(`no address of ${bridge.subnet} is free`);
    const published: Record<string, number> = {};
    if (bridge.reach === "ports")
      for (const { containerPort, protocol } of request.ports)
        published[portKey(containerPort, protocol)] = await freePort();
    return { request, address, published };
  }

  /** By any node of this installation: the engine itself only knows the addresses of those that run. */
  async #taken(): Promise<ReadonlySet<string>> {
    const { docker, owner, bridge } = this.options;
    const label = [`${labels.installation}=${owner.installation}`, labels.address];
    const all = await docker.listContainers({ all: true, filters: { label } });
    return new Set([bridge.gateway, ...all.flatMap(({ Labels }) => Labels[labels.address] ?? [])]);
  }

  #sandboxOf({ request, address, published }: SandboxRecord): Sandbox {
    const { bridge } = this.options;
    const isMoved = bridge.reach === "ports";
    const portOf = (port: number, protocol: "TCP" | "UDP") => published[portKey(port, protocol)] ?? port;
    const ports = request.ports.map(({ containerPort, protocol }) => [containerPort, portOf(containerPort, protocol)]);
    return {
      ip: isMoved ? "127.0.0.1" : (address ?? bridge.gateway),
      ports: Object.fromEntries(ports),
    };
  }
}

function failure(message: string): RuntimeError {
  return new RuntimeError("FailedCreatePodSandBox", message);
}

/** A port of loopback that nobody listens on now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
