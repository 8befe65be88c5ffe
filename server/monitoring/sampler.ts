import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import { type Log, silentLog } from "@/server/lib/log";
import type { UsageArchive, UsageMinute } from "./archive";
import { sampleMs } from "./series";
import type { UsageStore } from "./usageStore";

export interface SamplerOptions {
  /** As somebody who may see the usage of everything. */
  readonly cluster: Pick<Cluster, "usage">;
  readonly clock: Clock;
  readonly store: UsageStore;
  readonly archive?: UsageArchive;
  readonly log?: Log;
}

const thinEveryMs = 3_600_000;
const dayMs = 86_400_000;
/** Minutes that wait while the database is away; the oldest are dropped beyond it. */
const mostWaiting = 10_000;

/** Samples every 5 s until the returned function is called. A round that takes longer leaves out the next. */
export function startSampler(options: SamplerOptions): () => void {
  const { clock, archive, log = silentLog } = options;
  const sampler = new Sampler(options);
  const warn = (says: string) => (error: unknown) => log.warn({ error: messageOf(error) }, says);
  archive
    ?.readSince(clock.now() - dayMs)
    .then((minutes) => options.store.restore(minutes))
    .catch(warn("usage of before could not be read"));
  const cancels = [
    clock.every(sampleMs, () => void sampler.round().catch(warn("usage could not be sampled"))),
    clock.every(thinEveryMs, () => void archive?.thin(clock.now()).catch(warn("usage could not be thinned"))),
  ];
  return () => {
    for (const cancel of cancels) cancel();
  };
}

class Sampler {
  readonly #options: SamplerOptions;
  #isBusy = false;
  #waiting: UsageMinute[] = [];

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  async round(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      const { cluster, clock, store } = this.#options;
      const ended = store.record(clock.now(), await cluster.usage());
      this.#waiting = [...this.#waiting, ...ended].slice(-mostWaiting);
      await this.#keep();
    } finally {
      this.#isBusy = false;
    }
  }

  /** What cannot be written now is tried again with the next round. */
  async #keep(): Promise<void> {
    const { archive } = this.#options;
    const minutes = this.#waiting;
    if (!archive || minutes.length === 0) return;
    await archive.write(minutes);
    this.#waiting = [];
  }
}
