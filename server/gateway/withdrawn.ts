import type { Clock } from "@/server/lib/clock";
import type { RouteTable } from "./table";

const trustTableAfterMs = 5000;

/**
 * Pods that an agent has taken out, before the table could know. A pod is forgotten once a table lacks it, or when a
 * table that is compiled well after the withdrawal still has it ready (it came back).
 */
export class Withdrawn {
  readonly #since = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  add(podUid: string): void {
    this.#since.set(podUid, this.clock.monotonicMs());
  }

  has(podUid: string): boolean {
    return this.#since.has(podUid);
  }

  /** Called with each newly compiled table. */
  settle(table: RouteTable): void {
    if (this.#since.size === 0) return;
    const present = podsOf(table);
    const now = this.clock.monotonicMs();
    for (const [uid, sinceMs] of this.#since)
      if (!present.has(uid) || now - sinceMs > trustTableAfterMs) this.#since.delete(uid);
  }
}

function podsOf(table: RouteTable): Set<string> {
  const uids = new Set<string>();
  for (const { endpoints } of table.services) for (const { podUid } of endpoints) uids.add(podUid);
  for (const entries of Object.values(table.hosts))
    for (const { rule } of entries)
      for (const { endpoints } of rule.backends) for (const { podUid } of endpoints) uids.add(podUid);
  return uids;
}
