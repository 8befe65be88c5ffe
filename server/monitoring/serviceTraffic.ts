import type { GatewayCounts } from "./traffic";

interface Reading {
  readonly atMs: number;
  readonly counts: GatewayCounts;
}

/** Over which time a rate is taken: long enough that one busy second does not scale an app. */
const spanMs = 30_000;
/** A gateway that was not heard of for so long is not known to be idle. */
const freshMs = 15_000;

/** How many requests a second the gateway carries to each Service, from its counts by backend (`namespace/name:port`). */
export class ServiceTraffic {
  #readings: Reading[] = [];

  /** `atMs` is monotonic. A counter that went back is a gateway that was started again: what was before is forgotten. */
  record(counts: GatewayCounts, atMs: number): void {
    const last = this.#readings.at(-1);
    const isRestarted =
      last && Object.entries(last.counts).some(([id, { requests }]) => requests > (counts[id]?.requests ?? 0));
    if (isRestarted) this.#readings = [];
    const kept = this.#readings.filter((reading) => reading.atMs >= atMs - spanMs);
    this.#readings = [...kept, { atMs, counts }];
  }

  /** Undefined until the gateway was asked twice, and where it was not heard of for 15 s. */
  requestsPerSecond(namespace: string, service: string, nowMs: number): number | undefined {
    const [first, last] = [this.#readings[0], this.#readings.at(-1)];
    if (!first || !last || first === last || nowMs - last.atMs > freshMs) return undefined;
    const requests = countOf(last, namespace, service) - countOf(first, namespace, service);
    return (requests * 1000) / (last.atMs - first.atMs);
  }
}

function countOf({ counts }: Reading, namespace: string, service: string): number {
  const prefix = `${namespace}/${service}:`;
  return Object.entries(counts).reduce((sum, [id, { requests }]) => (id.startsWith(prefix) ? sum + requests : sum), 0);
}
