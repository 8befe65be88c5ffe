import type { Cluster } from "@/server/cluster/cluster";
import { type Reflector, type ReflectorChange, reflect } from "@/server/cluster/reflector";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import { controllerOf } from "@/server/objects/meta";
import type { KubeObject, ObjectOf } from "@/server/objects/types";

/** A reflector with the three indexes that controllers ask by. */
class Cache<T extends KubeObject> {
  readonly #reflector: Reflector<T>;
  readonly #byOwner = new Index<T>((object) => controllerOf(object)?.uid ?? orphansOf(object.metadata.namespace));
  readonly #byNamespace = new Index<T>((object) => object.metadata.namespace ?? "");
  readonly #byNode = new Index<T>((object) => nodeNameOf(object));

  constructor(reflector: Reflector<T>) {
    this.#reflector = reflector;
    // First of all handlers, so that whoever hears of a change finds it here.
    reflector.onChange((change) => {
      for (const index of [this.#byOwner, this.#byNamespace, this.#byNode]) index.take(change);
    });
  }

  get synced(): Promise<void> {
    return this.#reflector.synced;
  }

  get(namespace: string | undefined, name: string): T | undefined {
    return this.#reflector.get(namespace, name);
  }

  list(): T[] {
    return this.#reflector.list();
  }

  inNamespace(namespace: string): T[] {
    return this.#byNamespace.get(namespace);
  }

  /** Those whose managing owner has this uid. */
  ownedBy(uid: string): T[] {
    return this.#byOwner.get(uid);
  }

  /** Those that nobody manages. */
  orphansIn(namespace: string | undefined): T[] {
    return this.#byOwner.get(orphansOf(namespace));
  }

  onNode(name: string): T[] {
    return this.#byNode.get(name);
  }

  onChange(call: (change: ReflectorChange<T>) => void): () => void {
    return this.#reflector.onChange(call);
  }

  waitFor(resourceVersion: string, timeoutMs: number): Promise<void> {
    return this.#reflector.waitFor(resourceVersion, timeoutMs);
  }

  close(): void {
    this.#reflector.close();
  }
}

/** One cache per kind, made at first use and shared by all controllers. */
export class Caches {
  readonly #caches = new Map<string, Cache<KubeObject>>();

  constructor(
    readonly cluster: Cluster,
    readonly options: { readonly clock: Clock; readonly log: Log },
  ) {}

  of<K extends string>(kind: K): Cache<ObjectOf<K>> {
    let cache = this.#caches.get(kind);
    if (!cache) {
      cache = new Cache<KubeObject>(reflect<string>(this.cluster, kind, this.options));
      this.#caches.set(kind, cache);
    }
    return cache as unknown as Cache<ObjectOf<K>>;
  }

  /** Forgets a kind that is no more. */
  drop(kind: string): void {
    this.#caches.get(kind)?.close();
    this.#caches.delete(kind);
  }

  close(): void {
    for (const cache of this.#caches.values()) cache.close();
  }
}

class Index<T extends KubeObject> {
  readonly #entries = new Map<string, Map<string, T>>();

  constructor(readonly keyOf: (object: T) => string | undefined) {}

  get(key: string): T[] {
    return [...(this.#entries.get(key)?.values() ?? [])];
  }

  take({ type, object, previous }: ReflectorChange<T>): void {
    if (previous) this.#remove(previous);
    if (type === "DELETED" || type === "GONE") {
      this.#remove(object);
      return;
    }
    const key = this.keyOf(object);
    if (key === undefined) return;
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = new Map();
      this.#entries.set(key, entry);
    }
    entry.set(object.metadata.uid, object);
  }

  #remove(object: T): void {
    const key = this.keyOf(object);
    const entry = key === undefined ? undefined : this.#entries.get(key);
    if (!entry || key === undefined) return;
    entry.delete(object.metadata.uid);
    if (entry.size === 0) this.#entries.delete(key);
  }
}

function orphansOf(namespace: string | undefined): string {
  return `orphans of ${namespace ?? ""}`;
}

function nodeNameOf({ spec }: KubeObject): string | undefined {
  const name: unknown = spec && typeof spec === "object" ? Reflect.get(spec, "nodeName") : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}
