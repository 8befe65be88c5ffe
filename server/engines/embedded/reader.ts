import type { Change, Watch } from "@/server/store/store";

/** The next batch; or how far everything was seen without one; or neither, at the end. */
export interface Read {
  readonly batch?: readonly Change[];
  readonly seen?: number;
}

/** Reads a watch one batch ahead, and can be asked in between how far the watch has come. */
export class Reader {
  readonly #watch: Watch;
  readonly #source: AsyncIterator<readonly Change[]>;
  #arrived: IteratorResult<readonly Change[]> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #seen: number | undefined;
  #wake = () => {};

  constructor(watch: Watch) {
    this.#watch = watch;
    this.#source = watch[Symbol.asyncIterator]();
    this.#pull();
  }

  /**
   * Lets `next` tell how far the watch has come. To be called from a turn of its own (a timer): within one, a batch may
   * be on its way that the watch counts as delivered already.
   */
  look(): void {
    if (this.#arrived || this.#failure) return;
    this.#seen = this.#watch.revision;
    this.#wake();
  }

  async next(): Promise<Read> {
    for (;;) {
      if (this.#failure) throw this.#failure.error;
      if (this.#arrived?.done) return {};
      const arrived = this.#arrived;
      if (arrived) {
        this.#seen = undefined;
        this.#pull();
        return { batch: arrived.value };
      }
      const seen = this.#seen;
      if (seen !== undefined) {
        this.#seen = undefined;
        return { seen };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #pull(): void {
    this.#arrived = undefined;
    this.#source.next().then(
      (result) => {
        this.#arrived = result;
        this.#wake();
      },
      (error: unknown) => {
        this.#failure = { error };
        this.#wake();
      },
    );
  }
}
