import { backoffMs } from "@/server/lib/backoff";
import { type Clock, delay } from "@/server/lib/clock";
import { ClusterError, isReason, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { KubeObject, ObjectOf } from "@/server/objects/types";
import type { Cluster, WatchEvent } from "./cluster";
import { Waiters } from "./waiters";

/**
 * One change of the cache. `DELETED` was seen on a watch; `GONE` is only absent from a list that was read after a gap
 * (or lies there under another uid): whoever must act on explicit deletions alone leaves it be.
 */
export interface ReflectorChange<T> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "GONE";
  readonly object: T;
  /** What the cache held before; absent for ADDED. */
  readonly previous?: T;
}

/** A copy of one kind, kept up to date. Objects are shared: never write to them. */
export interface Reflector<T> {
  get(namespace: string | undefined, name: string): T | undefined;
  list(): T[];
  /** Everything up to here is in the cache; "" before the first list. */
  readonly resourceVersion: string;
  /** Resolves once the first list is in the cache; rejects when closed before. */
  readonly synced: Promise<void>;
  /** Calls for everything that is there already (ADDED, at once), then for each change. Returns the way to stop. */
  onChange(call: (change: ReflectorChange<T>) => void): () => void;
  /** Resolves once the cache includes this resourceVersion; rejects with `Timeout`. */
  waitFor(resourceVersion: string, timeoutMs: number): Promise<void>;
  close(): void;
}

export interface ReflectOptions<T> {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What an earlier reflector knew: deletions since then are told as DELETED as long as the change log holds them. */
  readonly resume?: { readonly resourceVersion: string; readonly objects: readonly T[] };
}

/** Starts at once, and goes on until closed: errors are retried with a back-off of at most a second. */
export function reflect<K extends string>(
  cluster: Cluster,
  kind: K,
  options: ReflectOptions<ObjectOf<K>>,
): Reflector<ObjectOf<K>> {
  return new ListWatchReflector<K>(cluster, kind, options);
}

const retry = { firstMs: 20, maxMs: 1_000 };

class ListWatchReflector<K extends string> implements Reflector<ObjectOf<K>> {
  readonly synced: Promise<void>;
  readonly #objects = new Map<string, ObjectOf<K>>();
  readonly #calls = new Set<(change: ReflectorChange<ObjectOf<K>>) => void>();
  readonly #waiters: Waiters;
  readonly #abort = new AbortController();
  #resourceVersion = "";
  /** Whether the running watch has brought anything: without that, the next try waits longer. */
  #hasDelivered = false;
  #settle: { resolve(): void; reject(error: Error): void } = { resolve() {}, reject() {} };

  constructor(
    readonly cluster: Cluster,
    readonly kind: K,
    readonly options: ReflectOptions<ObjectOf<K>>,
  ) {
    this.#waiters = new Waiters(options.clock);
    this.synced = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.synced.catch(() => {});
    if (options.resume) {
      for (const object of options.resume.objects) this.#objects.set(keyOf(object), object);
      this.#resourceVersion = options.resume.resourceVersion;
    }
    void this.#run();
  }

  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  get(namespace: string | undefined, name: string): ObjectOf<K> | undefined {
    return this.#objects.get(`${namespace ?? ""}/${name}`);
  }

  list(): ObjectOf<K>[] {
    return [...this.#objects.values()];
  }

  onChange(call: (change: ReflectorChange<ObjectOf<K>>) => void): () => void {
    for (const object of this.#objects.values()) this.#tell(call, { type: "ADDED", object });
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  waitFor(resourceVersion: string, timeoutMs: number): Promise<void> {
    const wanted = Number(resourceVersion);
    if (this.#resourceVersion !== "" && Number(this.#resourceVersion) >= wanted) return Promise.resolve();
    return this.#waiters.wait(wanted, timeoutMs, `${this.kind} up to resourceVersion ${resourceVersion}`);
  }

  close(): void {
    this.#abort.abort();
    this.#calls.clear();
    const closed = new ClusterError("Unavailable", { says: `the reflector of ${this.kind} was closed` });
    this.#settle.reject(closed);
    this.#waiters.rejectAll(closed);
  }

  async #run(): Promise<void> {
    const { clock, log } = this.options;
    for (let failures = 0; !this.#abort.signal.aborted; ) {
      this.#hasDelivered = false;
      try {
        if (this.#resourceVersion === "") await this.#relist();
        await this.#follow();
        failures = this.#hasDelivered ? 0 : failures + 1;
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        failures = this.#hasDelivered ? 1 : failures + 1;
        if (isReason(error, "Expired")) this.#resourceVersion = "";
        if (failures === 1 || failures % 30 === 0)
          log.warn({ kind: this.kind, reason: messageOf(error), failures }, "a watch broke and is taken up again");
      }
      if (failures > 0) await delay(clock, backoffMs(failures, retry), this.#abort.signal);
    }
  }

  async #relist(): Promise<void> {
    const { namespace, labelSelector, fieldSelector } = this.options;
    const listed = await this.cluster.list(this.kind, { namespace, labelSelector, fieldSelector });
    if (this.#abort.signal.aborted) return;
    const absent = new Map(this.#objects);
    for (const object of listed.items) {
      const key = keyOf(object);
      const previous = absent.get(key);
      if (previous && previous.metadata.uid === object.metadata.uid) absent.delete(key);
    }
    for (const [key, object] of absent) this.#remove("GONE", key, object);
    for (const object of listed.items) this.#put(object);
    this.#advance(listed.resourceVersion);
    this.#settle.resolve();
  }

  async #follow(): Promise<void> {
    const { namespace, labelSelector, fieldSelector } = this.options;
    const watch = this.cluster.watch(this.kind, {
      namespace,
      labelSelector,
      fieldSelector,
      since: this.#resourceVersion,
      signal: this.#abort.signal,
    });
    // A resumed cache is as good as a listed one once the engine has taken the resume point.
    for await (const batch of watch) {
      if (this.#abort.signal.aborted) return;
      for (const event of batch) this.#take(event);
      this.#settle.resolve();
      this.#hasDelivered = true;
    }
  }

  #take(event: WatchEvent<ObjectOf<K>>): void {
    if (event.type === "DELETED") this.#remove("DELETED", keyOf(event.object), event.object);
    else if (event.type !== "BOOKMARK") this.#put(event.object);
    this.#advance(event.resourceVersion);
  }

  #put(object: ObjectOf<K>): void {
    const key = keyOf(object);
    const previous = this.#objects.get(key);
    if (previous?.metadata.uid === object.metadata.uid) {
      if (previous.metadata.resourceVersion === object.metadata.resourceVersion) return;
      this.#objects.set(key, object);
      this.#emit({ type: "MODIFIED", object, previous });
      return;
    }
    if (previous) this.#remove("GONE", key, previous);
    this.#objects.set(key, object);
    this.#emit({ type: "ADDED", object });
  }

  #remove(type: "DELETED" | "GONE", key: string, object: ObjectOf<K>): void {
    const previous = this.#objects.get(key);
    if (!previous) return;
    this.#objects.delete(key);
    this.#emit({ type, object, previous });
  }

  #advance(resourceVersion: string): void {
    this.#resourceVersion = resourceVersion;
    this.#waiters.reached(Number(resourceVersion));
  }

  #emit(change: ReflectorChange<ObjectOf<K>>): void {
    for (const call of this.#calls) this.#tell(call, change);
  }

  /** A handler that throws must not cost the others the change, nor the cache its place. */
  #tell(call: (change: ReflectorChange<ObjectOf<K>>) => void, change: ReflectorChange<ObjectOf<K>>): void {
    try {
      call(change);
    } catch (error) {
      this.options.log.error({ kind: this.kind, error }, "a handler of changes threw");
    }
  }
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}
