import type { Reason } from "./table";

/** Why specs fail that fail; the first that matches a name counts. */
export const reasons: readonly Reason[] = [];
