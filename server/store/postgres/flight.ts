import type { StoredChange } from "../change";

/** One commit that was accepted and waits for its batch. */
export interface Entry {
  readonly changes: readonly StoredChange[];
  resolve(): void;
  reject(error: unknown): void;
}

/** What is sent as one statement. */
export interface Flight {
  readonly id: string;
  readonly entries: readonly Entry[];
  readonly changes: readonly StoredChange[];
}

const mostChanges = 2_000;
const mostCharacters = 8 * 1024 * 1024;

/** Takes from the front of `waiting` what fits into one batch: at least one commit, and never a part of one. */
export function takeFlight(waiting: Entry[], id: string): Flight {
  let changes = 0;
  let characters = 0;
  let count = 0;
  for (const entry of waiting) {
    changes += entry.changes.length;
    for (const change of entry.changes) characters += change.json().length;
    if (count > 0 && (changes > mostChanges || characters > mostCharacters)) break;
    count++;
  }
  const entries = waiting.splice(0, count);
  return { id, entries, changes: entries.flatMap((entry) => entry.changes) };
}
