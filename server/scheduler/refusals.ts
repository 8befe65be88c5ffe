import type { NodeTable } from "./nodeTable";
import { type PodInfo, signatureOf } from "./podInfo";

export interface Refused {
  readonly message: string;
  readonly refusedBy: ReadonlySet<string>;
}

const maxKnown = 1_000;

/**
 * What was said of a pod holds for the next one like it, as long as nothing has changed that could help: a thousand
 * equal pods that fit nowhere cost one look at the nodes.
 */
export class Refusals {
  readonly #known = new Map<string, Refused & { readonly generation: number }>();

  find(pod: PodInfo, table: NodeTable): Refused | undefined {
    if (this.#known.size === 0) return undefined;
    const known = this.#known.get(keyOf(pod));
    return known?.generation === relevantGeneration(pod, table) ? known : undefined;
  }

  add(pod: PodInfo, table: NodeTable, refused: Refused): void {
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.set(keyOf(pod), { ...refused, generation: relevantGeneration(pod, table) });
  }

  clear(): void {
    this.#known.clear();
  }
}

function keyOf(pod: PodInfo): string {
  return `${pod.pod.spec.schedulerName ?? ""} ${signatureOf(pod)}`;
}

/** A pod that comes makes room for nobody, but it can be the company that another one asks for. */
function relevantGeneration({ affinity, spread }: PodInfo, table: NodeTable): number {
  return affinity.length + spread.length > 0 ? table.generation : table.freedGeneration;
}
