/** Bytes that are on their way: whoever sends them is told to hold back when they are too many, and to go on again. */
export class Gauge {
  #bytes = 0;
  #isFull = false;

  constructor(
    readonly mostBytes: number,
    readonly calls: { full(): void; free(): void },
  ) {}

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#isFull || this.#bytes <= this.mostBytes) return;
    this.#isFull = true;
    this.calls.full();
  }

  take(bytes: number): void {
    this.#bytes -= bytes;
    if (!this.#isFull || this.#bytes > this.mostBytes / 2) return;
    this.#isFull = false;
    this.calls.free();
  }
}
