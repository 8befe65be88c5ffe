import type { Cluster } from "@/server/cluster/cluster";
import { type Reflector, reflect } from "@/server/cluster/reflector";
import { systemSubject } from "@/server/cluster/subject";
import { type Clock, systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import type { Manifest, ObjectOf, Pod } from "@/server/objects/types";
import { FakeNodes, type PodScript } from "@/server/testing/fakeKubelet";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { bootstrap } from "./bootstrap/bootstrap";
import { type ControllerOptions, type RunningControllers, startControllers } from "./start";

export interface TestEngineOptions extends Partial<ControllerOptions> {
  readonly nodes?: readonly string[];
  readonly script?: (pod: Pod) => PodScript;
  readonly heartbeatMs?: number;
  readonly clock?: Clock;
}

/** An embedded engine in memory with all controllers and nodes without processes. */
export class TestEngine {
  readonly cluster: Cluster;
  readonly nodes: FakeNodes;
  #controllers: RunningControllers | undefined;
  readonly #reflectors = new Map<string, unknown>();
  readonly #options: TestEngineOptions;

  constructor(options: TestEngineOptions = {}) {
    const { clock = systemClock, nodes = ["a", "b", "c"], script, heartbeatMs } = options;
    this.#options = options;
    this.cluster = memoryCluster({ clock }).as(systemSubject("test"));
    this.nodes = new FakeNodes({
      cluster: this.cluster,
      clock,
      nodes,
      ...(script && { script }),
      ...(heartbeatMs && { heartbeatMs }),
    });
  }

  async start(): Promise<this> {
    await bootstrap(this.cluster, { gatewayPort: 8080 });
    await this.nodes.start();
    this.startControllers();
    return this;
  }

  startControllers(): void {
    const {
      clock = systemClock,
      isWritable = () => true,
      fence = async (name: string) => this.nodes.fence(name),
    } = this.#options;
    const options = { ...this.#options, isWritable, fence };
    this.#controllers = startControllers({
      cluster: this.cluster,
      clock,
      random: systemRandom,
      log: silentLog,
      options,
    });
  }

  async stopControllers(): Promise<void> {
    await this.#controllers?.close();
  }

  async close(): Promise<void> {
    await this.stopControllers();
    this.nodes.close();
    for (const reflector of this.#reflectors.values()) (reflector as Reflector<unknown>).close();
  }

  apply(...manifests: Manifest[]): Promise<unknown> {
    return Promise.all(manifests.map((manifest) => this.cluster.apply(manifest)));
  }

  follow<K extends string>(kind: K): Reflector<ObjectOf<K>> {
    const known = this.#reflectors.get(kind) as Reflector<ObjectOf<K>> | undefined;
    if (known) return known;
    const made = reflect(this.cluster, kind, { clock: systemClock, log: silentLog });
    this.#reflectors.set(kind, made);
    return made;
  }

  /** Resolves once all objects of a kind together are as wanted; the test's own timeout is the deadline. */
  async until<K extends string>(kind: K, isSo: (all: ObjectOf<K>[]) => boolean): Promise<ObjectOf<K>[]> {
    const reflector = this.follow(kind);
    await reflector.synced;
    return new Promise((resolve) => {
      let stop = () => {};
      let isDone = false;
      const look = () => {
        if (isDone || !isSo(reflector.list())) return;
        isDone = true;
        stop();
        resolve(reflector.list());
      };
      stop = reflector.onChange(look);
      look();
      if (isDone) stop();
    });
  }
}
