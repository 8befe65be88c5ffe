/** Runs a program of this machine to its end; rejects when it fails. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<unknown>;

/** Services' virtual addresses that are this machine's for now, so that the gateway can listen there. Linux, CAP_NET_ADMIN. */
export class ClaimedAddresses {
  readonly #claimed = new Set<string>();

  constructor(
    private readonly run: RunProgram,
    private readonly platform: NodeJS.Platform = process.platform,
  ) {}

  /** Nothing needs to be done for an address of loopback, or one that is the machine's anyway. Rejects when it cannot. */
  async claim(address: string): Promise<void> {
    if (this.platform !== "linux" || !isVirtual(address) || this.#claimed.has(address)) return;
    await this.run("ip", ["addr", "replace", `${address}/32`, "dev", "lo"]);
    this.#claimed.add(address);
  }

  /** Whether pods reach it: they do not reach loopback addresses. */
  has(address: string): boolean {
    return this.#claimed.has(address);
  }

  async release(address: string): Promise<void> {
    if (!this.#claimed.delete(address)) return;
    // Somebody else may have taken it away: what counts is that it is gone.
    await this.run("ip", ["addr", "del", `${address}/32`, "dev", "lo"]).catch(() => {});
  }

  async releaseAll(): Promise<void> {
    for (const address of [...this.#claimed]) await this.release(address);
  }
}

const isVirtual = (address: string) => /^10\.\d+\.\d+\.\d+$/.test(address);
