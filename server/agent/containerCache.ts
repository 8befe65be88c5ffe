import type { ObservedContainer, Runtime } from "./runtime/runtime";

type ByPod = ReadonlyMap<string, readonly ObservedContainer[]>;

/** The runtime's list, read once for all who ask at the same time, and by pod. */
export class ContainerCache {
  #running: Promise<ByPod> | undefined;
  #next: Promise<ByPod> | undefined;

  constructor(readonly runtime: Pick<Runtime, "list">) {}

  /** As the machine is now: never an answer that was begun before the question. */
  async of(uid: string): Promise<readonly ObservedContainer[]> {
    return (await this.#read()).get(uid) ?? [];
  }

  async uids(): Promise<string[]> {
    return [...(await this.#read()).keys()];
  }

  #read(): Promise<ByPod> {
    this.#next ??= this.#after(this.#running);
    return this.#next;
  }

  async #after(running: Promise<ByPod> | undefined): Promise<ByPod> {
    await running?.catch(() => {});
    this.#running = this.#next;
    this.#next = undefined;
    const byPod = new Map<string, ObservedContainer[]>();
    for (const container of await this.runtime.list()) {
      const all = byPod.get(container.pod.uid) ?? [];
      all.push(container);
      byPod.set(container.pod.uid, all);
    }
    return byPod;
  }
}
