/** A binary heap: `pop` gives the least by `isBefore`; among equals, what was pushed first. */
export class Heap<T> {
  readonly #isBefore: (left: T, right: T) => boolean;
  readonly #items: { readonly value: T; readonly order: number }[] = [];
  #order = 0;

  constructor(isBefore: (left: T, right: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0]?.value;
  }

  push(value: T): void {
    this.#items.push({ value, order: this.#order++ });
    let at = this.#items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#goesBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): T | undefined {
    const top = this.#items[0];
    const last = this.#items.pop();
    if (!top || !last || this.#items.length === 0) return top?.value;
    this.#items[0] = last;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let first = at;
      if (left < this.#items.length && this.#goesBefore(left, first)) first = left;
      if (right < this.#items.length && this.#goesBefore(right, first)) first = right;
      if (first === at) return top.value;
      this.#swap(at, first);
      at = first;
    }
  }

  #goesBefore(left: number, right: number): boolean {
    const [a, b] = [this.#items[left], this.#items[right]];
    if (!a || !b) return false;
    if (this.#isBefore(a.value, b.value)) return true;
    return !this.#isBefore(b.value, a.value) && a.order < b.order;
  }

  #swap(left: number, right: number): void {
    const [a, b] = [this.#items[left], this.#items[right]];
    if (!a || !b) return;
    this.#items[left] = b;
    this.#items[right] = a;
  }
}
