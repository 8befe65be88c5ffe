import type { KubeObject } from "@/server/objects/types";
import type { StoredChange } from "../change";
import { keyText } from "../key";
import { planCommit } from "../plan";
import type { Key, Operation } from "../store";
import type { WatchCache } from "../watchCache";

/** The changes of a commit, or why there are none. */
export type Plan = { readonly changes: readonly StoredChange[]; readonly failure?: unknown };

/** What was accepted and is not committed yet, over what is: the head that the next commit is checked against. */
export class Uncommitted {
  readonly #cache: WatchCache;
  readonly #objects = new Map<string, KubeObject | undefined>();
  #revision = 0;

  constructor(cache: WatchCache) {
    this.#cache = cache;
  }

  /** Of the last accepted change. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Accepts a commit. One that fails because of what is not committed yet is told so only when that is: whoever is
   * refused can then read what stood in the way, and is not refused for what never came to be. Throws what is certain.
   */
  accept(operations: readonly Operation[]): Plan {
    try {
      const changes = planCommit(operations, { revision: this.#revision, get: (key) => this.#get(key) });
      this.#revision += changes.length;
      for (const change of changes) this.#objects.set(keyText(change.key), stateAfter(change));
      return { changes };
    } catch (failure) {
      if (this.#objects.size === 0) throw failure;
      return { changes: [], failure };
    }
  }

  /** These are committed; what was accepted after them stays. */
  settle(changes: readonly StoredChange[]): void {
    for (const change of changes) {
      const text = keyText(change.key);
      if (this.#objects.get(text) === stateAfter(change)) this.#objects.delete(text);
    }
  }

  /** Nothing is accepted beyond this revision any more. */
  reset(revision: number): void {
    this.#objects.clear();
    this.#revision = revision;
  }

  #get(key: Key): KubeObject | undefined {
    const text = keyText(key);
    return this.#objects.has(text) ? this.#objects.get(text) : this.#cache.peek(key);
  }
}

function stateAfter({ type, object }: StoredChange): KubeObject | undefined {
  return type === "DELETED" ? undefined : object;
}
