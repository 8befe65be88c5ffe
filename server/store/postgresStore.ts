import pg from "pg";
import { type Clock, delay } from "@/server/lib/clock";
import { ClusterError, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import type { KubeObject } from "@/server/objects/types";
import { readHistory } from "./postgres/history";
import { Mark } from "./postgres/mark";
import { defaultRetention, maintain, type Retention } from "./postgres/retention";
import { Writer } from "./postgres/writer";
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

export interface PostgresStoreOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly retention?: Partial<Retention>;
  /** A file beside the database in which the store remembers how far it was, to know a restored backup at start. */
  readonly markFile?: string;
  readonly ringCapacity?: number;
  /** How many of the latest changes are read at start, so that watchers can resume. */
  readonly resumeChanges?: number;
  readonly batchTimeoutMs?: number;
  readonly outcomeDeadlineMs?: number;
  /** How long the start waits for a database that does not answer. */
  readonly connectWithinMs?: number;
}

const maintenanceMs = 3_600_000;
const rememberMs = 5_000;

/**
 * Takes over the store in a migrated database and loads it. From then on this process is its single writer: one that
 * was before is refused at its next write. Rejects with `Unavailable` when the database cannot be reached in time.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, clock, random, log, ringCapacity = 5_000 } = options;
  const cache = new WatchCache({ clock, ringCapacity });
  const writer = new Writer({
    url,
    clock,
    random,
    log,
    cache,
    mark: options.markFile === undefined ? undefined : new Mark(options.markFile),
    resumeChanges: Math.min(options.resumeChanges ?? 2_000, ringCapacity),
    batchTimeoutMs: options.batchTimeoutMs ?? 5_000,
    outcomeDeadlineMs: options.outcomeDeadlineMs ?? 10_000,
  });
  await openPatiently(writer, options);
  return new PostgresStore(options, cache, writer);
}

async function openPatiently(writer: Writer, { clock, connectWithinMs = 10_000 }: PostgresStoreOptions): Promise<void> {
  const deadlineMs = clock.monotonicMs() + connectWithinMs;
  for (;;) {
    try {
      return await writer.open();
    } catch (cause) {
      if (clock.monotonicMs() >= deadlineMs) {
        const says = `The store cannot be opened: ${messageOf(cause)}. Nothing was changed.`;
        throw new ClusterError("Unavailable", { says, cause });
      }
      await delay(clock, 200);
    }
  }
}

class PostgresStore implements Store {
  readonly #cache: WatchCache;
  readonly #writer: Writer;
  /** For history and upkeep, beside the writer's own connection; closes its connections when idle. */
  readonly #pool: pg.Pool;
  readonly #cancels: (() => void)[];

  constructor(options: PostgresStoreOptions, cache: WatchCache, writer: Writer) {
    const { url, clock, log } = options;
    this.#cache = cache;
    this.#writer = writer;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: 2,
      idleTimeoutMillis: 5_000,
      connectionTimeoutMillis: 5_000,
    });
    this.#pool.on("error", () => {});
    const keep = { ...defaultRetention, ...options.retention };
    const upkeep = () => {
      if (!writer.isWritable) return;
      maintain(this.#pool, clock.now(), keep).then(
        (dropped) => dropped.length > 0 && log.info({ dropped }, "old history was dropped"),
        (error) => log.warn({ error: messageOf(error) }, "history could not be thinned; it is tried again in an hour"),
      );
    };
    this.#cancels = [clock.every(maintenanceMs, upkeep), clock.every(rememberMs, () => writer.remember())];
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

  commit(operations: readonly Operation[]): Promise<{ revision: number; changes: readonly Change[] }> {
    return this.#writer.commit(operations);
  }

  history(key: Key, options: { limit?: number; before?: number } = {}): Promise<readonly LoggedChange[]> {
    return readHistory(this.#pool, key, options);
  }

  status(): StoreStatus {
    const { epoch, incarnation } = this.#writer.head;
    return { isWritable: this.#writer.isWritable, revision: this.#cache.revision, epoch, incarnation };
  }

  async close(): Promise<void> {
    for (const cancel of this.#cancels.splice(0)) cancel();
    await this.#writer.close();
    this.#cache.close();
    if (!this.#pool.ending) await this.#pool.end();
  }
}
