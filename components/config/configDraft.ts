/** A key and its value while they are being written. */
export interface DraftRow {
  readonly id: number;
  readonly key: string;
  /** Undefined: kept as it is, without being known here (a Secret's). */
  readonly value: string | undefined;
  /** The key was there before: it can't be renamed, only removed. */
  readonly isOld: boolean;
  /** An old value that is not known here: leaving the field empty keeps it. */
  readonly isHidden?: boolean;
}

export type DraftProblem = "empty" | "keyMissing" | "keyWrong" | "keyTwice";

export const newRow = (id: number): DraftRow => ({ id, key: "", value: "", isOld: false });

/** The rows of a ConfigMap's data. */
export function rowsOfData(data: Readonly<Record<string, string>>): DraftRow[] {
  return Object.entries(data)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value], id) => ({ id, key, value, isOld: true }));
}

/** The rows of a Secret, of which only the keys are known. */
export function rowsOfKeys(keys: readonly string[]): DraftRow[] {
  return keys.map((key, id) => ({ id, key, value: undefined, isOld: true, isHidden: true }));
}

/** The first thing that must be put right; the engine has the last word on everything else. */
export function checkRows(rows: readonly DraftRow[]): DraftProblem | undefined {
  if (rows.length === 0) return "empty";
  if (rows.some(({ key }) => key === "")) return "keyMissing";
  if (rows.some(({ key }) => !/^[-._a-zA-Z0-9]{1,253}$/.test(key))) return "keyWrong";
  return new Set(rows.map(({ key }) => key)).size < rows.length ? "keyTwice" : undefined;
}

/** What is to be sent: the values that are known, and the keys that went. */
export function changesOf(
  rows: readonly DraftRow[],
  before: readonly string[],
): { data: Record<string, string>; removed: string[] } {
  const kept = new Set(rows.map(({ key }) => key));
  const known = rows.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const]));
  return { data: Object.fromEntries(known), removed: before.filter((key) => !kept.has(key)) };
}
