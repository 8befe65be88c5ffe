import type { Backend, Endpoint, Rule } from "./table";

/**
 * Whose turn it is. Backends by smooth weighted round robin (as nginx has it): of 100 requests at 30:70 exactly 30 go
 * left, evenly spread. Endpoints of a backend take turns. State is kept by id, so a swap of tables loses no turn.
 */
export class Turns {
  readonly #current = new Map<string, Map<string, number>>();
  readonly #next = new Map<string, number>();

  /** The backend of this request; undefined when no backend has a weight. */
  backend(rule: Rule): Backend | undefined {
    const [only] = rule.backends;
    if (rule.backends.length === 1) return only && only.weight > 0 ? only : undefined;
    const current = this.#current.get(rule.id) ?? new Map<string, number>();
    this.#current.set(rule.id, current);
    let total = 0;
    let best: Backend | undefined;
    for (const backend of rule.backends) {
      if (backend.weight <= 0) continue;
      total += backend.weight;
      const value = (current.get(backend.id) ?? 0) + backend.weight;
      current.set(backend.id, value);
      if (!best || value > (current.get(best.id) ?? 0)) best = backend;
    }
    if (best) current.set(best.id, (current.get(best.id) ?? 0) - total);
    return best;
  }

  /** The next endpoint that is allowed; undefined when there is none. */
  endpoint(
    id: string,
    endpoints: readonly Endpoint[],
    isAllowed: (endpoint: Endpoint) => boolean,
  ): Endpoint | undefined {
    const start = this.#next.get(id) ?? 0;
    for (let step = 0; step < endpoints.length; step++) {
      const endpoint = endpoints[(start + step) % endpoints.length];
      if (!endpoint || !isAllowed(endpoint)) continue;
      this.#next.set(id, (start + step + 1) % endpoints.length);
      return endpoint;
    }
    return undefined;
  }

  /** Forgets what a new table no longer has. */
  keepOnly(ruleIds: ReadonlySet<string>, backendIds: ReadonlySet<string>): void {
    for (const id of this.#current.keys()) if (!ruleIds.has(id)) this.#current.delete(id);
    for (const id of this.#next.keys()) if (!backendIds.has(id)) this.#next.delete(id);
  }
}
