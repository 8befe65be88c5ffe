import { ClusterError } from "@/server/lib/errors";
import { isInScope } from "./key";
import type { Change, Scope, Watch } from "./store";

/** What a watcher needs of the cache. */
export interface WatchSource {
  readonly revision: number;
  /** The oldest revision that one can resume after. */
  readonly floor: number;
  /** A new one when everything was replaced: whoever watched the old one has to list again. */
  readonly life: number;
  readonly isClosed: boolean;
  after(revision: number, limit: number): readonly Change[];
  /** Calls `watcher.wake` at the next commit that is in its scope, once. */
  wakeOnce(watcher: Watcher): void;
  forget(watcher: Watcher): void;
}

/** Changes looked at in one turn, so that a reader far behind yields to the others. */
const turn = 500;

/**
 * One reader of the ring: nothing is buffered for it, so a slow one costs nothing and delays nobody. While it waits it
 * has seen everything; when the ring has moved past what it has not seen, it is told that it is too old.
 */
export class Watcher implements Watch {
  readonly scope: Scope;
  readonly #source: WatchSource;
  readonly #life: number;
  #revision: number;
  #wake: (() => void) | undefined;
  #isClosed = false;

  constructor(source: WatchSource, scope: Scope, since: number | undefined) {
    this.#source = source;
    this.scope = scope;
    this.#life = source.life;
    this.#revision = since ?? source.revision;
  }

  get revision(): number {
    return this.#wake && this.#life === this.#source.life ? this.#source.revision : this.#revision;
  }

  close(): void {
    this.#isClosed = true;
    this.wake(this.revision);
  }

  /** Everything up to `seen` was outside its scope. */
  wake(seen: number): void {
    const resume = this.#wake;
    if (!resume) return;
    this.#source.forget(this);
    this.#wake = undefined;
    this.#revision = Math.max(this.#revision, seen);
    resume();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Change[], void, undefined> {
    try {
      for (;;) {
        if (this.#isClosed || this.#source.isClosed) return;
        const changes = this.#take();
        if (changes.length > 0) yield changes;
        else if (this.#revision === this.#source.revision) await this.#next();
      }
    } finally {
      this.close();
    }
  }

  #take(): readonly Change[] {
    const { life, floor, revision } = this.#source;
    if (life !== this.#life || this.#revision < floor || this.#revision > revision) {
      throw new ClusterError("Expired", { says: `too old resource version: ${this.#revision} (${floor})` });
    }
    const seen = this.#source.after(this.#revision, turn);
    this.#revision += seen.length;
    return seen.filter((change) => isInScope(this.scope, change.key));
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#source.wakeOnce(this);
    });
  }
}
