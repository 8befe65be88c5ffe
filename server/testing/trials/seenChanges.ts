/** The annotation that counts how often a pod was changed. */
export const counterKey = "trial.pilothouse.dev/count";

interface Seen {
  readonly metadata?: {
    readonly uid?: string;
    readonly name?: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** What an informer told, checked as it comes: each change of each object once, in order. */
export class SeenChanges {
  readonly #objects = new Map<string, { readonly revision: number; readonly count: number }>();
  readonly #deleted = new Set<string>();
  readonly faults: string[] = [];
  events = 0;

  /** How many objects there are by what it told. */
  get size(): number {
    return this.#objects.size;
  }

  newestOf(uid: string): string | undefined {
    const known = this.#objects.get(uid);
    return known && String(known.revision);
  }

  take(verb: "add" | "update" | "delete", { metadata }: Seen): void {
    this.events++;
    const { uid = "", name } = metadata ?? {};
    const revision = Number(metadata?.resourceVersion);
    const count = Number(metadata?.annotations?.[counterKey]);
    const known = this.#objects.get(uid);
    const fault = (what: string) =>
      this.faults.push(`${verb} of ${name} at ${revision} (${count}): ${what}; before: ${JSON.stringify(known)}`);
    if (this.#deleted.has(uid)) fault("it was deleted before");
    if (verb === "add" && known) fault("it was added before");
    if (verb !== "add" && !known) fault("it was never added");
    if (known && revision <= known.revision) fault("no newer revision");
    if (known && (count < known.count || count > known.count + 1)) fault("a change is missing");
    if (!known && count > 1) fault("its first changes are missing");
    if (verb === "delete") {
      this.#objects.delete(uid);
      this.#deleted.add(uid);
    } else {
      this.#objects.set(uid, { revision, count });
    }
  }
}
