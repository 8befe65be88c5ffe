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

export function createHub(options: HubOptions): Hub {
  const kinds = new Map<string, KindWatch>();
  const abort = new AbortController();
  return {
    get revision() {
      return Math.max(0, ...[...kinds.values()].map((kind) => kind.revision));
    },
    follow(dependencies, call) {
      const watches = dependencies.map(({ kind, namespace, name }) => {
        const known = kinds.get(kind);
        const watch = known && !known.isOver ? known : new KindWatch(kind, options, abort.signal);
        kinds.set(kind, watch);
        return { watch, follower: { namespace, name, call } };
      });
      for (const { watch, follower } of watches) watch.followers.add(follower);
      return {
        ready: Promise.all(watches.map(({ watch }) => watch.ready)).then(() => undefined),
        stop: () => {
          for (const { watch, follower } of watches) watch.followers.delete(follower);
        },
      };
    },
    close: () => abort.abort(),
  };
}

/** One kind's watch; once begun it goes on, since somebody will look again. */
class KindWatch {
  readonly followers = new Set<Follower>();
  readonly ready: Promise<void>;
  revision = 0;
  isOver = false;
  #isReady: () => void = () => {};
  #failures = 0;
  #hasWatched = false;

  constructor(
    readonly kind: string,
    readonly options: HubOptions,
    readonly signal: AbortSignal,
  ) {
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
    void this.#run();
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
    this.#see(resourceVersion);
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
      this.#see(event.resourceVersion);
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

  #see(resourceVersion: string): void {
    this.revision = Math.max(this.revision, Number(resourceVersion) || 0);
  }
}
