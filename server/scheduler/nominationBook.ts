import type { Nominations } from "./cycle";
import type { NodeTable } from "./nodeTable";
import type { PodInfo } from "./podInfo";

interface Nomination {
  readonly info: PodInfo;
  readonly node: string;
}

/** Which pods have made room on which node and wait until it is free. */
export class NominationBook implements Nominations {
  readonly #table: NodeTable;
  readonly #byPod = new Map<string, Nomination>();

  constructor(table: NodeTable) {
    this.#table = table;
  }

  get size(): number {
    return this.#byPod.size;
  }

  ahead(row: number, pod: PodInfo): readonly PodInfo[] {
    const node = this.#table.nameOf(row);
    const found: PodInfo[] = [];
    for (const { info, node: promised } of this.#byPod.values())
      if (promised === node && info.uid !== pod.uid && info.priority >= pod.priority) found.push(info);
    return found;
  }

  rowOf(pod: PodInfo): number | undefined {
    const promised = this.#byPod.get(pod.uid);
    return promised && this.#table.rowOf(promised.node);
  }

  nodeOf(uid: string): string | undefined {
    return this.#byPod.get(uid)?.node;
  }

  /** Who was promised room there and is less important loses it. */
  nominate(info: PodInfo, node: string): void {
    for (const [uid, other] of this.#byPod)
      if (other.node === node && other.info.priority < info.priority) this.#byPod.delete(uid);
    this.#byPod.set(info.uid, { info, node });
  }

  /** True when there was a promise. */
  remove(uid: string): boolean {
    return this.#byPod.delete(uid);
  }
}
