export interface HeartbeatOptions {
  /** Silence after which a node counts as lost. */
  readonly graceMs: number;
  /** How often `tick` is called. */
  readonly tickMs: number;
}

/**
 * How long each node has been silent, in time that counts: it stands still while the store cannot write (no heartbeat
 * could be taken then), and a pause of this process (a laptop that slept, a blocked loop) counts as two ticks at most.
 */
export class Heartbeats {
  readonly #options: HeartbeatOptions;
  readonly #heardMs = new Map<string, number>();
  #countedMs = 0;
  #lastTickMs: number | undefined;
  #wasTogether = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** A heartbeat, or the first sight of a node. */
  heard(node: string): void {
    this.#heardMs.set(node, this.#countedMs);
  }

  /** A node that is seen for the first time has all its grace before it. */
  seen(node: string): void {
    if (!this.#heardMs.has(node)) this.heard(node);
  }

  forget(node: string): void {
    this.#heardMs.delete(node);
  }

  /** `nowMs` is monotonic. */
  tick(nowMs: number, isWritable: boolean): void {
    const passedMs = nowMs - (this.#lastTickMs ?? nowMs);
    this.#lastTickMs = nowMs;
    if (isWritable) this.#countedMs += Math.min(passedMs, 2 * this.#options.tickMs);
    const isTogether = this.areAllSilent();
    // The first is back: the others, which went silent with it, get as long as a node that was just heard.
    if (this.#wasTogether && !isTogether)
      for (const node of this.#heardMs.keys()) if (this.isLost(node)) this.heard(node);
    this.#wasTogether = isTogether;
  }

  silentMs(node: string): number {
    return this.#countedMs - (this.#heardMs.get(node) ?? this.#countedMs);
  }

  isLost(node: string): boolean {
    return this.silentMs(node) > this.#options.graceMs;
  }

  /**
   * True when not one node has been heard of for half the grace: then it is this machine that stood still, or the way
   * here, and nobody is evicted. Half, because heartbeats come at different times.
   */
  areAllSilent(): boolean {
    return [...this.#heardMs.keys()].every((node) => this.silentMs(node) > this.#options.graceMs / 2);
  }
}
