import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";
import { planCommit } from "./plan";
import type {
  Change,
  Key,
  Listed,
  LoggedChange,
  Operation,
  ReadOptions,
  Scope,
  Store,
  StoreStatus,
  Watch,
} from "./store";
import { WatchCache } from "./watchCache";

export interface MemoryStoreOptions {
  readonly clock: Clock;
  readonly ringCapacity?: number;
}

/** The store without a database: for tests and for what may be lost. History goes back as far as the ring does. */
export class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #cache: WatchCache;
  readonly #times = new WeakMap<Change, number>();
  #isClosed = false;

  constructor(options: MemoryStoreOptions) {
    this.#clock = options.clock;
    this.#cache = new WatchCache(options);
  }

  get(key: Key, options?: ReadOptions): Promise<KubeObject | undefined> {
    return this.#cache.get(key, options);
  }

  list(scope: Scope, options?: ReadOptions): Promise<Listed> {
    return this.#cache.list(scope, options);
  }

  watch(scope: Scope, since?: number): Watch {
    return this.#cache.watch(scope, since);
  }

  async commit(operations: readonly Operation[]): Promise<{ revision: number; changes: readonly Change[] }> {
    if (this.#isClosed) throw new ClusterError("Unavailable", { says: "The store is closed. Nothing was stored." });
    const cache = this.#cache;
    const changes = planCommit(operations, { revision: cache.revision, get: (key) => cache.peek(key) });
    for (const change of changes) this.#times.set(change, this.#clock.now());
    cache.publish(changes);
    return { revision: cache.revision, changes };
  }

  async history(key: Key, { limit = 100, before = Number.POSITIVE_INFINITY } = {}): Promise<readonly LoggedChange[]> {
    return this.#cache
      .recent(key)
      .filter((change) => change.revision < before)
      .slice(0, limit)
      .map((change) => {
        const { revision, type, object } = change;
        return { revision, type, object, atMs: this.#times.get(change) ?? 0 };
      });
  }

  status(): StoreStatus {
    return { isWritable: !this.#isClosed, revision: this.#cache.revision, epoch: 1, incarnation: "memory" };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cache.close();
  }
}
