import type { Cluster, WatchEvent } from "@/server/cluster/cluster";
import { backoffMs } from "@/server/lib/backoff";
import { type Clock, delay } from "@/server/lib/clock";
import { isReason, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { KubeObject } from "@/server/objects/types";
import type { Dependency } from "@/server/views/view";

/** Tells who depends on what that it moved; one watch for each kind, however many depend on it. */
export interface Hub {
  /** Calls at each change of a dependency. Resolves once no later change can be missed. */
  follow(dependencies: readonly Dependency[], call: () => void): { readonly ready: Promise<void>; stop(): void };
  /** The newest revision that was seen. */
  readonly revision: number;
  close(): void;
}

export interface HubOptions {
  /** As the platform sees it: what is heard here is never shown. */
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
}

interface Follower {
  readonly namespace?: string;
  readonly name?: string;
  readonly call: () => void;
}

const retry = { firstMs: 50, maxMs: 2_000 };

/** How long a kind is watched on after the last who looked has gone: pages change more often than that. */
const restMs = 60_000;

export function createHub(options: HubOptions): Hub {
  const kinds = new Map<string, KindWatch>();
  let newest = 0;
  const see = (revision: number) => {
    newest = Math.max(newest, revision);
  };
  const watchOf = (kind: string) => {
    const known = kinds.get(kind);
    if (known && !known.isOver) return known;
    const watch = new KindWatch(kind, options, see);
    kinds.set(kind, watch);
    return watch;
  };
  return {
    get revision() {
      return newest;
    },
    follow(dependencies, call) {
      const watches = dependencies.map(({ kind, namespace, name }) => {
        const watch = watchOf(kind);
        const follower = { namespace, name, call };
        watch.followers.add(follower);
        return { watch, follower };
      });
      return {
        ready: Promise.all(watches.map(({ watch }) => watch.ready)).then(() => undefined),
        stop: () => {
          for (const { watch, follower } of watches) {
            watch.followers.delete(follower);
            watch.endUnlessFollowed(() => {
              if (kinds.get(watch.kind) === watch) kinds.delete(watch.kind);
            });
          }
        },
      };
    },
    close: () => {
      for (const watch of kinds.values()) watch.end();
    },
  };
}

/** One kind's watch. */
class KindWatch {
  readonly followers = new Set<Follower>();
  readonly ready: Promise<void>;
  isOver = false;
  readonly #abort = new AbortController();
  #cancelEnd = () => {};
  #isReady: () => void = () => {};
  #failures = 0;
  #hasWatched = false;

  constructor(
    readonly kind: string,
    readonly options: HubOptions,
    readonly see: (revision: number) => void,
  ) {
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
    void this.#run();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  end(): void {
    this.#cancelEnd();
    this.isOver = true;
    this.#abort.abort();
  }

  /** A while after the last follower has gone, if none came meanwhile. */
  endUnlessFollowed(ended: () => void): void {
    this.#cancelEnd();
    if (this.followers.size > 0 || this.isOver) return;
    this.#cancelEnd = this.options.clock.after(restMs, () => {
      if (this.followers.size > 0) return;
      this.end();
      ended();
    });
  }

  async #run(): Promise<void> {
    while (!this.signal.aborted) {
      try {
        await this.#watch();
      } catch (error) {
        // The kind is no more, and nobody looks: whoever comes later begins anew.
        if (isReason(error, "BadRequest") && this.followers.size === 0) break;
        this.options.log.warn({ kind: this.kind, error: messageOf(error) }, "a watch ended, and begins again");
      }
      await delay(this.options.clock, backoffMs(++this.#failures, retry), this.signal);
    }
    this.isOver = true;
    this.#isReady();
  }

  async #watch(): Promise<void> {
    const { cluster } = this.options;
    const { resourceVersion } = await cluster.list(this.kind, { limit: 1, masked: true });
    this.see(Number(resourceVersion) || 0);
    const events = cluster.watch(this.kind, { since: resourceVersion, masked: true, signal: this.signal });
    this.#isReady();
    // What happened between two watches was not seen: everyone reads again.
    if (this.#hasWatched) for (const { call } of this.followers) call();
    this.#hasWatched = true;
    for await (const batch of events) {
      this.#failures = 0;
      this.#deliver(batch);
    }
  }

  #deliver(batch: readonly WatchEvent<KubeObject>[]): void {
    const called = new Set<Follower>();
    for (const event of batch) {
      this.see(Number(event.resourceVersion) || 0);
      if (event.type === "BOOKMARK") continue;
      const { namespace, name } = event.object.metadata;
      for (const follower of this.followers) {
        if (follower.namespace !== undefined && follower.namespace !== namespace) continue;
        if (follower.name !== undefined && follower.name !== name) continue;
        called.add(follower);
      }
    }
    for (const { call } of called) call();
  }
}
