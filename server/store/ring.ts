import type { Change } from "./store";

/** The latest changes, without a gap: revision r lies at index r - floor - 1. */
export class Ring {
  readonly #capacity: number;
  #changes: Change[] = [];
  #floor: number;

  constructor(capacity: number, floor: number) {
    this.#capacity = capacity;
    this.#floor = floor;
  }

  /** The oldest revision that one can resume after. */
  get floor(): number {
    return this.#floor;
  }

  get last(): number {
    return this.#floor + this.#changes.length;
  }

  push(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.revision !== this.last + 1) throw new Error(`revision ${change.revision} after ${this.last}`);
      this.#changes.push(change);
    }
    // Cut in quarters, so that each change is moved a few times at most.
    if (this.#changes.length > this.#capacity * 1.25) this.#drop(this.#changes.length - this.#capacity);
  }

  /** At most `limit` changes after `revision`, which is not below the floor. */
  after(revision: number, limit: number): readonly Change[] {
    const start = revision - this.#floor;
    return this.#changes.slice(start, start + limit);
  }

  /** All that is kept, oldest first. */
  all(): readonly Change[] {
    return this.#changes;
  }

  #drop(count: number): void {
    this.#changes = this.#changes.slice(count);
    this.#floor += count;
  }
}
