import type { Cluster, WatchEvent, WatchOptions } from "@/server/cluster/cluster";
import type { ConfigMap, Deployment, Manifest, ObjectOf } from "@/server/objects/types";

export interface ClusterUnderTest {
  readonly cluster: Cluster;
  /** Makes resourceVersion 1 too old to resume from; an engine that has seen enough already needs none. */
  forget?(cluster: Cluster, namespace: string): Promise<void>;
  close(): Promise<void>;
}

/** The cluster at hand, a namespace of its own, and manifests that read as sentences. */
export class Bench {
  readonly namespace = `contract-${process.pid.toString(36)}-${performance.now().toString(36).replace(".", "")}`;
  #under: ClusterUnderTest | undefined;
  #count = 0;

  constructor(readonly make: () => Promise<ClusterUnderTest>) {}

  get cluster(): Cluster {
    if (!this.#under) throw new Error("the bench is not open");
    return this.#under.cluster;
  }

  async open(): Promise<void> {
    this.#under = await this.make();
    await this.cluster.create("Namespace", manifest("v1", "Namespace", { name: this.namespace }));
  }

  async close(): Promise<void> {
    await this.#under?.cluster.delete("Namespace", { name: this.namespace });
    await this.#under?.close();
  }

  async forget(): Promise<void> {
    await this.#under?.forget?.(this.cluster, this.namespace);
  }

  /** A name that no other test uses. */
  name(prefix = "one"): string {
    return `${prefix}-${++this.#count}`;
  }

  at(name: string): { readonly namespace: string; readonly name: string } {
    return { namespace: this.namespace, name };
  }

  config(name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}): Manifest {
    return { ...manifest("v1", "ConfigMap", { ...this.at(name), labels }), data };
  }

  createConfig(
    name: string,
    data: Record<string, string> = {},
    labels: Record<string, string> = {},
  ): Promise<ConfigMap> {
    return this.cluster.create("ConfigMap", this.config(name, data, labels));
  }

  setConfig(name: string, data: Record<string, string | null>): Promise<ConfigMap> {
    return this.cluster.patch("ConfigMap", this.at(name), { type: "merge", body: { data } });
  }

  /** Without replicas, so that no controller makes anything of it. */
  deployment(name: string, more: object = {}): Manifest {
    const containers = [
      { name: "main", image: "web:1" },
      { name: "side", image: "log:1" },
    ];
    const template = { metadata: { labels: { app: name } }, spec: { containers } };
    const spec = { replicas: 0, selector: { matchLabels: { app: name } }, template, ...more };
    return { ...manifest("apps/v1", "Deployment", this.at(name)), spec };
  }

  createDeployment(name: string): Promise<Deployment> {
    return this.cluster.create("Deployment", this.deployment(name));
  }

  /** For a scheduler that does not exist, so that nobody but the test binds it. */
  pod(name: string, labels: Record<string, string> = {}): Manifest {
    const spec = { schedulerName: "nobody", containers: [{ name: "main", image: "web:1" }] };
    return { ...manifest("v1", "Pod", { ...this.at(name), labels }), spec };
  }

  follow<K extends string>(kind: K, options: WatchOptions = {}): Following<ObjectOf<K>> {
    return new Following(this.cluster, kind, { namespace: this.namespace, ...options });
  }
}

function manifest(apiVersion: string, kind: string, metadata: Manifest["metadata"]): Manifest {
  return { apiVersion, kind, metadata };
}

/** A watch that is read event by event. */
class Following<T> {
  readonly #abort = new AbortController();
  readonly #source: AsyncIterator<readonly WatchEvent<T>[]>;
  #waiting: WatchEvent<T>[] = [];

  constructor(cluster: Cluster, kind: string, options: WatchOptions) {
    const watch = cluster.watch(kind, { ...options, signal: this.#abort.signal });
    this.#source = watch[Symbol.asyncIterator]() as AsyncIterator<readonly WatchEvent<T>[]>;
  }

  /** The next event of any type; undefined at the end. */
  async next(): Promise<WatchEvent<T> | undefined> {
    while (this.#waiting.length === 0) {
      const { done, value } = await this.#source.next();
      if (done) return undefined;
      this.#waiting = [...value];
    }
    return this.#waiting.shift();
  }

  /** The next `count` events that are no bookmarks. */
  async take(count: number): Promise<Exclude<WatchEvent<T>, { type: "BOOKMARK" }>[]> {
    const events: Exclude<WatchEvent<T>, { type: "BOOKMARK" }>[] = [];
    while (events.length < count) {
      const event = await this.next();
      if (!event) throw new Error(`the watch ended after ${events.length} of ${count} events`);
      if (event.type !== "BOOKMARK") events.push(event);
    }
    return events;
  }

  stop(): void {
    this.#abort.abort();
  }
}
