import type { DeleteOptions } from "@/server/cluster/cluster";
import type { KubeObject, Manifest } from "@/server/objects/types";

/** What is to be said about an object, as an Event. */
export interface Note {
  readonly about: KubeObject;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
}

/**
 * One write, as data. Actions are carried out in order; neighbours of one sort and kind go together. `note` is written
 * once the action has succeeded; a create or delete that fails is noted as FailedCreate or FailedDelete about the same
 * object.
 */
export type Action =
  | { readonly do: "create"; readonly kind: string; readonly manifest: Manifest; readonly note?: Note }
  | {
      readonly do: "update";
      readonly kind: string;
      /** With the resourceVersion that was read: a change in between is a Conflict, and the key comes again. */
      readonly object: KubeObject;
      readonly subresource?: "status" | "scale";
      /** Written only while this one is there (by uid) and not being deleted, looked up live: for adoptions. */
      readonly onlyWhile?: KubeObject;
      readonly note?: Note;
    }
  | {
      readonly do: "delete";
      readonly kind: string;
      /** Deleted by uid. */
      readonly object: KubeObject;
      readonly options?: Omit<DeleteOptions, "uid">;
      readonly note?: Note;
    }
  | { readonly do: "note"; readonly note: Note };

export interface Failure {
  readonly action: Action;
  readonly error: unknown;
  readonly message: string;
}

/** What a reconcile decides. */
export interface Outcome {
  readonly actions: readonly Action[];
  /** Decided once it is known whether the actions failed: a status, mostly. */
  readonly afterwards?: (failure: Failure | undefined) => readonly Action[];
  /** Look again after this, even if nothing changes. */
  readonly retryAfterMs?: number;
}

export const nothing: Outcome = { actions: [] };

/** A status update, or nothing when it would change nothing. */
export function statusUpdate(object: KubeObject, status: unknown, isUnchanged: boolean): Action[] {
  return isUnchanged ? [] : [{ do: "update", kind: object.kind, subresource: "status", object: { ...object, status } }];
}

/** The sooner of two waits. */
export function soonest(...waitsMs: (number | undefined)[]): number | undefined {
  const known = waitsMs.filter((wait) => wait !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
