export interface Counts {
  readonly requests: number;
  readonly errors: number;
}

interface Entry {
  /** By HAProxy's backends that it had before. */
  readonly carried: Counts;
  /** Which of HAProxy's backends carries for it now; "" for none. */
  readonly slot: string;
  /** What that one had carried for others. */
  readonly before: Counts;
}

const none: Counts = { requests: 0, errors: 0 };

/**
 * What HAProxy carried by backend id. It counts by its own backends, which carry for one after the other and never begin
 * at zero again; kept here is what each had carried when the present one came.
 */
export class Tally {
  #entries = new Map<string, Entry>();

  /** Whether these, by backend id, are where they were. */
  isCurrent(slots: ReadonlyMap<string, string>): boolean {
    return slots.size === this.#entries.size && [...slots].every(([id, slot]) => this.#entries.get(id)?.slot === slot);
  }

  /** From now on these; those that are not among them are forgotten. */
  move(slots: ReadonlyMap<string, string>, counts: ReadonlyMap<string, Counts>): void {
    this.#entries = new Map(
      [...slots].map(([id, slot]) => {
        const known = this.#entries.get(id);
        if (known?.slot === slot) return [id, known];
        return [id, { carried: known ? sumOf(known, counts) : none, slot, before: counts.get(slot) ?? none }];
      }),
    );
  }

  /** What was carried for each id since it came, where anything was. */
  *since(counts: ReadonlyMap<string, Counts>): Generator<[id: string, counts: Counts]> {
    for (const [id, entry] of this.#entries) {
      const sum = sumOf(entry, counts);
      if (sum.requests > 0) yield [id, sum];
    }
  }

  clear(): void {
    this.#entries.clear();
  }
}

function sumOf({ carried, slot, before }: Entry, counts: ReadonlyMap<string, Counts>): Counts {
  const now = counts.get(slot) ?? before;
  return {
    requests: carried.requests + now.requests - before.requests,
    errors: carried.errors + now.errors - before.errors,
  };
}

/** Of `show stat`, by the name of HAProxy's backend. https://docs.haproxy.org/2.6/management.html#9.1 */
export function parseCounts(csv: string): ReadonlyMap<string, Counts> {
  const [head = "", ...lines] = csv.replace(/^# /, "").split("\n");
  const names = head.split(",");
  const at = (name: string) => names.indexOf(name);
  const [proxy, requests, errors] = [at("pxname"), at("req_tot"), at("hrsp_5xx")];
  return new Map(
    lines.map((line) => {
      const values = line.split(",");
      return [values[proxy] ?? "", { requests: Number(values[requests] ?? 0), errors: Number(values[errors] ?? 0) }];
    }),
  );
}
