import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import { ServiceTraffic } from "./serviceTraffic";

/** What a gateway has carried since it started, by backend. */
export type GatewayCounts = Readonly<Record<string, { readonly requests: number; readonly errors: number }>>;

export interface TrafficPoint {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly requestsPerSecond: number;
  readonly errorsPerSecond: number;
}

export interface TrafficOptions {
  readonly read: () => Promise<GatewayCounts>;
  readonly clock: Clock;
  readonly log: Log;
}

const everyMs = 5_000;
const keptMs = 15 * 60_000;

/** Per second, between two readings. A gateway that was started again counts from zero: then all it has is new. */
export function trafficBetween(
  before: GatewayCounts,
  after: GatewayCounts,
  elapsedMs: number,
): Omit<TrafficPoint, "atMs"> {
  let requests = 0;
  let errors = 0;
  for (const [id, now] of Object.entries(after)) {
    const was = before[id];
    const isSame = was !== undefined && was.requests <= now.requests && was.errors <= now.errors;
    requests += now.requests - (isSame ? was.requests : 0);
    errors += now.errors - (isSame ? was.errors : 0);
  }
  const seconds = Math.max(1, elapsedMs) / 1000;
  return { requestsPerSecond: requests / seconds, errorsPerSecond: errors / seconds };
}

/** Asks the gateway every 5 s what it has carried, and keeps a quarter of an hour of it in memory. */
export class TrafficSampler {
  readonly #options: TrafficOptions;
  readonly #services = new ServiceTraffic();
  readonly #stop: () => void;
  #points: TrafficPoint[] = [];
  #last: { readonly counts: GatewayCounts; readonly atMs: number } | undefined;
  #isBusy = false;
  #isAway = false;

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#stop = options.clock.every(everyMs, () => void this.round());
  }

  series(): readonly TrafficPoint[] {
    return this.#points;
  }

  /** What is carried to a Service over the last half minute; undefined where the gateway cannot be asked. */
  requestsPerSecond(namespace: string, service: string): number | undefined {
    return this.#services.requestsPerSecond(namespace, service, this.#options.clock.monotonicMs());
  }

  close(): void {
    this.#stop();
  }

  async round(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const { read, clock, log } = this.#options;
    try {
      const counts = await read();
      this.#services.record(counts, clock.monotonicMs());
      this.#record(counts, clock.monotonicMs());
      this.#isAway = false;
    } catch (error) {
      // A gateway that is away is told of once: the supervisor starts it again.
      if (!this.#isAway) log.warn({ error: messageOf(error) }, "the gateway could not be asked what it carries");
      this.#isAway = true;
      this.#last = undefined;
    } finally {
      this.#isBusy = false;
    }
  }

  #record(counts: GatewayCounts, atMs: number): void {
    const last = this.#last;
    this.#last = { counts, atMs };
    if (!last) return;
    const now = this.#options.clock.now();
    const point = { atMs: now, ...trafficBetween(last.counts, counts, atMs - last.atMs) };
    this.#points = [...this.#points, point].filter((kept) => kept.atMs > now - keptMs);
  }
}
