import type { KubeObject } from "@/server/objects/types";

/** Where an object lies. `resource` is a GroupResource (`pods`, `deployments.apps`); `namespace` is "" where it has none. */
export interface Key {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Precondition {
  /** True: nothing may lie there. */
  readonly isAbsent?: boolean;
  readonly uid?: string;
  readonly revision?: number;
}

export type Operation =
  /** Stores the object; the store writes the new revision into `metadata.resourceVersion`. */
  | { readonly type: "put"; readonly key: Key; readonly object: KubeObject; readonly expect?: Precondition }
  | { readonly type: "delete"; readonly key: Key; readonly expect?: Precondition }
  /** Changes nothing; fails the commit when the precondition does not hold. */
  | { readonly type: "check"; readonly key: Key; readonly expect: Precondition };

/** One change, made once and shared by every watcher: never write to it. */
export interface Change {
  readonly revision: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly key: Key;
  /** After the change; for DELETED the last state, with the revision of the deletion. */
  readonly object: KubeObject;
  /** Before the change; absent for ADDED. */
  readonly previous?: KubeObject;
  /** `JSON.stringify(object)`, made at most once. */
  json(): string;
}

export interface Listed {
  /** The revision that this list is true of: watch from here to miss nothing. */
  readonly revision: number;
  readonly items: readonly KubeObject[];
}

export interface Scope {
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

export interface ReadOptions {
  /** The answer includes this revision: the read waits for it. */
  readonly atLeast?: number;
}

/**
 * Changes in the order of their revisions, in batches, none missed. The iteration ends when `close` was called, and
 * throws `Expired` when the watcher fell too far behind: list again, or resume after `revision`.
 */
export interface Watch extends AsyncIterable<readonly Change[]> {
  /** Everything up to here was delivered (it advances over changes outside the scope, too). */
  readonly revision: number;
  close(): void;
}

export interface StoreStatus {
  readonly isWritable: boolean;
  readonly revision: number;
  /** Grows each time a writer takes the store over; a batch of an older epoch is refused. */
  readonly epoch: number;
  /** Changes when the database went backwards (a backup was restored): every older revision is `Expired`. */
  readonly incarnation: string;
}

/**
 * The state of the cluster: objects by key, under one sequence of revisions.
 *
 * - `commit` is all or nothing, and resolves after the change was shown to watchers and made durable. It rejects with
 *   `Conflict`, `NotFound` or `AlreadyExists` when a precondition does not hold, `Unavailable` when the store cannot
 *   write now, and `OutcomeUnknown` when the answer of a sent batch was lost and could not be learnt in time.
 * - Objects are shared and deeply frozen by convention: whoever wants to change one copies it first.
 */
export interface Store {
  get(key: Key, options?: ReadOptions): Promise<KubeObject | undefined>;
  list(scope: Scope, options?: ReadOptions): Promise<Listed>;
  /** The changes after revision `since`; `Expired` when they are no longer kept. Without `since`: from now on. */
  watch(scope: Scope, since?: number): Watch;
  commit(operations: readonly Operation[]): Promise<{ readonly revision: number; readonly changes: readonly Change[] }>;
  /** What happened to one key, newest first, from the change log. */
  history(key: Key, options?: { readonly limit?: number; readonly before?: number }): Promise<readonly LoggedChange[]>;
  status(): StoreStatus;
  close(): Promise<void>;
}

export interface LoggedChange {
  readonly revision: number;
  readonly type: Change["type"];
  readonly object: KubeObject;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}
