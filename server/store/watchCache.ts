import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";
import { isInScope } from "./key";
import { Ring } from "./ring";
import { Shelves } from "./shelves";
import type { Change, Key, Listed, ReadOptions, Scope, Watch } from "./store";
import { Watcher, type WatchSource } from "./watcher";

export interface WatchCacheOptions {
  readonly clock: Clock;
  /** How many changes one can be behind and still resume. */
  readonly ringCapacity?: number;
  /** How long a read waits for the revision that it must include. */
  readonly readDeadlineMs?: number;
}

/** Everything from the start: the objects, the revision that they are true of, and the latest changes without a gap. */
export interface Snapshot {
  readonly revision: number;
  readonly objects: Iterable<{ readonly key: Key; readonly object: KubeObject }>;
  readonly recent?: readonly Change[];
}

/** The committed state in memory with its latest changes: reads and watches come from here only. */
export class WatchCache implements WatchSource {
  readonly #clock: Clock;
  readonly #ringCapacity: number;
  readonly #readDeadlineMs: number;
  readonly #shelves = new Shelves();
  /** Watchers that have seen everything, by the resource that they wait for; "" for those that watch all. */
  readonly #waiting = new Map<string, Set<Watcher>>();
  readonly #readers = new Set<{ revision: number; resolve: () => void }>();
  #ring: Ring;
  #life = 0;
  #isClosed = false;

  constructor({ clock, ringCapacity = 5_000, readDeadlineMs = 3_000 }: WatchCacheOptions) {
    this.#clock = clock;
    this.#ringCapacity = ringCapacity;
    this.#readDeadlineMs = readDeadlineMs;
    this.#ring = new Ring(ringCapacity, 0);
  }

  get revision(): number {
    return this.#ring.last;
  }
  get floor(): number {
    return this.#ring.floor;
  }
  get life(): number {
    return this.#life;
  }
  get isClosed(): boolean {
    return this.#isClosed;
  }
  get count(): number {
    return this.#shelves.count;
  }

  /** Replaces everything; every watcher of what was before is told that it is too old. */
  reset({ revision, objects, recent = [] }: Snapshot): void {
    this.#shelves.clear();
    for (const { key, object } of objects) this.#shelves.set(key, object);
    this.#ring = new Ring(this.#ringCapacity, revision - recent.length);
    this.#ring.push(recent);
    this.#life++;
    this.#wakeAll();
    this.#answerReaders();
  }

  /** Shows committed changes: from here on reads have them, and watchers hear. */
  publish(changes: readonly Change[]): void {
    const before = this.revision;
    this.#ring.push(changes);
    for (const { type, key, object } of changes) {
      if (type === "DELETED") this.#shelves.delete(key);
      else this.#shelves.set(key, object);
    }
    for (const resource of new Set(["", ...changes.map(({ key }) => key.resource)])) {
      for (const watcher of [...(this.#waiting.get(resource) ?? [])]) {
        if (changes.some(({ key }) => isInScope(watcher.scope, key))) watcher.wake(before);
      }
    }
    this.#answerReaders();
  }

  peek(key: Key): KubeObject | undefined {
    return this.#shelves.get(key);
  }

  async get(key: Key, options?: ReadOptions): Promise<KubeObject | undefined> {
    await this.#reach(options?.atLeast);
    return this.#shelves.get(key);
  }

  async list(scope: Scope, options?: ReadOptions): Promise<Listed> {
    await this.#reach(options?.atLeast);
    return { revision: this.revision, items: this.#shelves.list(scope) };
  }

  watch(scope: Scope, since?: number): Watch {
    return new Watcher(this, scope, since);
  }

  /** The latest changes of one key that are still in memory, newest first. */
  recent(key: Key): readonly Change[] {
    return this.#ring
      .all()
      .filter((change) => isInScope(key, change.key))
      .reverse();
  }

  close(): void {
    this.#isClosed = true;
    this.#wakeAll();
  }

  after(revision: number, limit: number): readonly Change[] {
    return this.#ring.after(revision, limit);
  }

  wakeOnce(watcher: Watcher): void {
    const resource = watcher.scope.resource ?? "";
    const waiting = this.#waiting.get(resource);
    if (waiting) waiting.add(watcher);
    else this.#waiting.set(resource, new Set([watcher]));
  }

  forget(watcher: Watcher): void {
    const resource = watcher.scope.resource ?? "";
    const waiting = this.#waiting.get(resource);
    waiting?.delete(watcher);
    if (waiting?.size === 0) this.#waiting.delete(resource);
  }

  #wakeAll(): void {
    for (const watchers of [...this.#waiting.values()]) {
      for (const watcher of [...watchers]) watcher.wake(0);
    }
  }

  async #reach(revision: number | undefined): Promise<void> {
    if (revision === undefined || revision <= this.revision) return;
    await new Promise<void>((resolve, reject) => {
      const reader = { revision, resolve: () => finish(resolve) };
      const cancel = this.#clock.after(this.#readDeadlineMs, () =>
        finish(() => reject(tooNew(revision, this.revision))),
      );
      const finish = (settle: () => void) => {
        cancel();
        this.#readers.delete(reader);
        settle();
      };
      this.#readers.add(reader);
    });
  }

  #answerReaders(): void {
    for (const reader of [...this.#readers]) if (reader.revision <= this.revision) reader.resolve();
  }
}

function tooNew(revision: number, current: number): ClusterError {
  return new ClusterError("Timeout", {
    says: `Timeout: Too large resource version: ${revision}, current: ${current}`,
    retryAfterMs: 1_000,
  });
}
