import type { Pod } from "@/server/objects/types";

export interface Observed {
  /** Everything that the job owns, ended pods too. */
  readonly pods: readonly Pod[];
  readonly nowMs: number;
  readonly timestamp: string;
  /** Fresh pod names, per completion index. */
  names(count: number, index?: number): string[];
}
