import type { Clock } from "@/server/lib/clock";
import type { Endpoint } from "../../table";
import { backendName, serverName } from "./config";

/** A slot that a pod left is not given out again before connections of its last requests have ended. */
const restMs = 30_000;

interface Slot {
  endpoint?: Endpoint;
  /** Who had it last: the same pod may have it back at once. */
  lastKey?: string;
  freeSinceMs?: number;
}

interface Pool {
  /** Which backend id has it; kept for a while after it went, so that a short gap changes nothing. */
  id: string;
  readonly slots: Slot[];
}

/** Who has which of the backends and servers that the configuration declared beforehand. */
export class Slots {
  readonly #pools: Pool[];

  constructor(
    private readonly clock: Clock,
    size: { readonly backends: number; readonly serversPerBackend: number },
  ) {
    this.#pools = Array.from({ length: size.backends }, () => ({
      id: "",
      slots: Array.from({ length: size.serversPerBackend }, () => ({})),
    }));
  }

  /** Gives each wanted backend id a backend, as long as there are any; lets go of those that nobody wants. */
  claim(ids: readonly string[]): void {
    const wanted = new Set(ids);
    for (const pool of this.#pools)
      if (pool.id && !wanted.has(pool.id) && pool.slots.every(({ endpoint }) => !endpoint)) pool.id = "";
    for (const id of ids) {
      if (this.nameOf(id)) continue;
      const free = this.#pools.find((pool) => !pool.id && pool.slots.every((slot) => this.#isRested(slot)));
      if (free) free.id = id;
    }
  }

  nameOf(id: string): string | undefined {
    const index = this.#pools.findIndex((pool) => pool.id === id);
    return index < 0 ? undefined : backendName(index);
  }

  /** The commands that bring new endpoints in; run before the maps are swapped. Those without a slot are left out. */
  fill(backends: ReadonlyMap<string, readonly Endpoint[]>): string[] {
    return [...backends].flatMap(([id, endpoints]) => {
      const pool = this.#pools.find((candidate) => candidate.id === id);
      const name = this.nameOf(id);
      if (!pool || !name) return [];
      const present = new Set(pool.slots.flatMap(({ endpoint }) => (endpoint ? [keyOf(endpoint)] : [])));
      return endpoints
        .filter((endpoint) => !present.has(keyOf(endpoint)))
        .flatMap((endpoint) => this.#put(pool, name, endpoint));
    });
  }

  /** The commands that take out what is no longer there; run after the maps were swapped. */
  drain(backends: ReadonlyMap<string, readonly Endpoint[]>): string[] {
    return this.#pools.flatMap((pool, index) => {
      const wanted = new Set((backends.get(pool.id) ?? []).map(keyOf));
      return this.#empty(pool, backendName(index), (endpoint) => !wanted.has(keyOf(endpoint)));
    });
  }

  /** The commands that take one pod out of everything. */
  withdraw(podUid: string): string[] {
    return this.#pools.flatMap((pool, index) =>
      this.#empty(pool, backendName(index), (endpoint) => endpoint.podUid === podUid),
    );
  }

  #put(pool: Pool, backend: string, endpoint: Endpoint): string[] {
    const index = this.#bestSlot(pool, keyOf(endpoint));
    const slot = pool.slots[index];
    if (!slot) return [];
    slot.endpoint = endpoint;
    slot.lastKey = keyOf(endpoint);
    const server = `${backend}/${serverName(index)}`;
    return [`set server ${server} addr ${endpoint.address} port ${endpoint.port}`, `set server ${server} state ready`];
  }

  #empty(pool: Pool, backend: string, isGone: (endpoint: Endpoint) => boolean): string[] {
    return pool.slots.flatMap((slot, index) => {
      if (!slot.endpoint || !isGone(slot.endpoint)) return [];
      delete slot.endpoint;
      slot.freeSinceMs = this.clock.monotonicMs();
      return [`set server ${backend}/${serverName(index)} state maint`];
    });
  }

  /** The pod's own slot of before, else a rested one, else the one that has rested longest. */
  #bestSlot(pool: Pool, key: string): number {
    const free = [...pool.slots.entries()].filter(([, slot]) => !slot.endpoint);
    const longest = free.toSorted(([, a], [, b]) => (a.freeSinceMs ?? 0) - (b.freeSinceMs ?? 0));
    const [index = -1] =
      free.find(([, slot]) => slot.lastKey === key) ??
      free.find(([, slot]) => this.#isRested(slot)) ??
      longest[0] ??
      [];
    return index;
  }

  #isRested({ endpoint, freeSinceMs }: Slot): boolean {
    return !endpoint && (freeSinceMs === undefined || this.clock.monotonicMs() - freeSinceMs >= restMs);
  }
}

function keyOf({ podUid, address, port }: Endpoint): string {
  return `${podUid} ${address} ${port}`;
}
