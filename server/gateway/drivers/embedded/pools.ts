import { Pool } from "undici";
import type { Endpoint } from "../../table";

/** Connections to pods, kept per endpoint; an endpoint that is gone has its connections closed once they are idle. */
export class Pools {
  readonly #pools = new Map<string, Pool>();

  of(endpoint: Endpoint): Pool {
    const key = keyOf(endpoint);
    let pool = this.#pools.get(key);
    if (!pool) {
      pool = new Pool(
        `http://${endpoint.address.includes(":") ? `[${endpoint.address}]` : endpoint.address}:${endpoint.port}`,
        {
          connections: 256,
          pipelining: 1,
          connect: { timeout: 3000 },
          // Shorter than the five seconds after which Node's servers close: a reused connection is a live one.
          keepAliveTimeout: 3000,
          keepAliveMaxTimeout: 30_000,
          keepAliveTimeoutThreshold: 2000,
          headersTimeout: 0,
          bodyTimeout: 0,
        },
      );
      this.#pools.set(key, pool);
    }
    return pool;
  }

  /** Lets go of one endpoint: requests under way end, idle connections close. */
  release(endpoint: Endpoint): void {
    this.#close(keyOf(endpoint));
  }

  keepOnly(endpoints: Iterable<Endpoint>): void {
    const wanted = new Set(Array.from(endpoints, keyOf));
    for (const key of this.#pools.keys()) if (!wanted.has(key)) this.#close(key);
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    this.#pools.clear();
  }

  #close(key: string): void {
    const pool = this.#pools.get(key);
    this.#pools.delete(key);
    // A pool that fails to close has nothing left to lose: its requests have had their own errors.
    pool?.close().catch(() => {});
  }
}

function keyOf({ podUid, address, port }: Endpoint): string {
  return `${podUid} ${address} ${port}`;
}
