import type { FilterPlugin, Refusal } from "./framework";

/** Why a pod fits on no node: how many nodes gave each reason, and which nodes an eviction could open. */
export class FitError {
  readonly #counts = new Map<string, number>();
  #ofPod: string | undefined;
  readonly refusedBy = new Set<string>();
  /** Rows whose refusal is not final. */
  readonly openRows: number[] = [];

  constructor(readonly nodeCount: number) {}

  add(row: number, plugin: Pick<FilterPlugin, "name">, refusal: Refusal): void {
    this.refusedBy.add(plugin.name);
    if (refusal.isOfPod) this.#ofPod = refusal.reasons.join(", ");
    for (const reason of refusal.reasons) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    if (!refusal.isFinal) this.openRows.push(row);
  }

  /** `0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient memory.`, as Kubernetes writes it. */
  get message(): string {
    if (this.nodeCount === 0) return "no nodes available to schedule pods";
    if (this.#ofPod !== undefined) return `0/${this.nodeCount} nodes are available: ${this.#ofPod}.`;
    return availability(this.nodeCount, this.#counts);
  }
}

/** With the reasons sorted as text, as Kubernetes sorts them. */
export function availability(nodeCount: number, counts: ReadonlyMap<string, number>): string {
  const reasons = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  const said = reasons.length > 0 ? `: ${reasons.join(", ")}.` : ".";
  return `0/${nodeCount} nodes are available${said}`;
}
