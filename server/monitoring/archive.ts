import type { UsagePoint } from "./point";

export type UsageKind = "pod" | "node";

/** A minute of one pod (`namespace/name`) or node. */
export interface UsageMinute extends UsagePoint {
  readonly kind: UsageKind;
  readonly name: string;
}

/** Where minutes are kept over a restart. */
export interface UsageArchive {
  write(minutes: readonly UsageMinute[]): Promise<void>;
  /** All minutes since then, oldest first. */
  readSince(sinceMs: number): Promise<readonly UsageMinute[]>;
  /** Keeps one in ten of the minutes older than a day, and drops those beyond the age. */
  thin(nowMs: number): Promise<void>;
}
