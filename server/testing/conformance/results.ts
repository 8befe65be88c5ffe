import fs from "node:fs";
import type { Outcome } from "./outcome";
import type { Spec } from "./specs";

/** Spec's name → how it ended last. */
export type Results = Readonly<Record<string, Outcome>>;

/** What a file holds; none where there is no file. Throws when it is no such file. */
export function readResults(file: string): Results {
  if (!fs.existsSync(file)) return {};
  return JSON.parse(fs.readFileSync(file, "utf8")) as Results;
}

/** Whole or not at all, in the order of the names, so that two runs' files can be compared. */
export function writeResults(file: string, results: Results): void {
  const sorted = Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)));
  fs.writeFileSync(`${file}.new`, `${JSON.stringify(sorted, null, 2)}\n`);
  fs.renameSync(`${file}.new`, file);
}

/** Later outcomes win. */
export function merge(before: Results, after: Results): Results {
  return { ...before, ...after };
}

export interface Wanted {
  /** Also what failed. */
  readonly again: boolean;
  /** Also what passed. */
  readonly all: boolean;
}

/** What is still to be run: those that were never run, and what is asked for beside them. */
export function pending(specs: readonly Spec[], results: Results, { again, all }: Wanted): Spec[] {
  return specs.filter(({ name }) => {
    const state = results[name]?.state;
    return all || state === undefined || (again && state === "failed");
  });
}

/** Which specs passed before and do not now. */
export function broken(before: Results, after: Results): string[] {
  return Object.keys(after).filter((name) => before[name]?.state === "passed" && after[name]?.state !== "passed");
}
