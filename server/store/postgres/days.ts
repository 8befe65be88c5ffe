import type pg from "pg";

export const dayMs = 86_400_000;

/** Days since 1970, UTC. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / dayMs);
}

/** The daily partitions of the log that are known to be there. Only the writer's own connection makes them. */
export class Days {
  readonly #known = new Set<number>();

  /** Today's and the next two days', so that no write has to wait for its day to be made. */
  async ensure(client: pg.Client, nowMs: number): Promise<void> {
    const today = dayOf(nowMs);
    if (this.#known.has(today) && this.#known.has(today + 1)) return;
    for (const day of [today, today + 1, today + 2]) {
      await client.query(
        `create table if not exists changes_${isoDay(day).replaceAll("-", "")} partition of changes
         for values from ('${isoDay(day)} 00:00:00+00') to ('${isoDay(day + 1)} 00:00:00+00')`,
      );
      this.#known.add(day);
    }
  }

  /** Another database may be behind the next connection. */
  clear(): void {
    this.#known.clear();
  }
}

function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
