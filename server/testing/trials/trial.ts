/** A long trial: the same code runs whole by hand and for a stated fraction in continuous integration. */
export interface Trial {
  readonly name: string;
  readonly says: string;
  /** How much of the whole runs in continuous integration, in words. */
  readonly fraction: string;
  /** Resolves with figures for a person; rejects when a promise was broken. */
  run(options: TrialOptions): Promise<Readonly<Record<string, unknown>>>;
}

export interface TrialOptions {
  readonly isWhole: boolean;
  log(text: string): void;
}

/** Throws with what was promised when it does not hold. */
export function promised(what: string, holds: boolean, seen?: unknown): void {
  if (!holds)
    throw new Error(
      `broken promise: ${what}${seen === undefined ? "" : `; seen: ${JSON.stringify(seen)?.slice(0, 3000)}`}`,
    );
}
