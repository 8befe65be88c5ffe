import { ClusterError, messageOf } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";
import { StoredChange, stamped } from "./change";
import { checkKey, keyText } from "./key";
import type { Key, Operation, Precondition } from "./store";

/** What a commit is checked against: everything that was accepted, committed or not yet. */
export interface Head {
  readonly revision: number;
  get(key: Key): KubeObject | undefined;
}

/**
 * What a commit changes: one revision per change, in the order of its operations, each seeing those before it.
 * All or nothing: throws `NotFound`, `AlreadyExists` or `Conflict` when a precondition does not hold, `BadRequest`
 * when something cannot be stored at all. Touches nothing.
 */
export function planCommit(operations: readonly Operation[], head: Head): StoredChange[] {
  const changes: StoredChange[] = [];
  const own = new Map<string, KubeObject | undefined>();
  for (const operation of operations) {
    const { key } = operation;
    checkKey(key);
    const text = keyText(key);
    const current = own.has(text) ? own.get(text) : head.get(key);
    checkPrecondition(key, current, operation.expect);
    if (operation.type === "check") continue;
    const change = planned(operation, current, head.revision + changes.length + 1);
    changes.push(change);
    own.set(text, change.type === "DELETED" ? undefined : change.object);
  }
  return changes;
}

type Write = Exclude<Operation, { type: "check" }>;

function planned(operation: Write, current: KubeObject | undefined, revision: number): StoredChange {
  const { key } = operation;
  if (operation.type === "delete") {
    if (!current) throw notFound(key);
    const object = stamped(current, revision);
    return serialised(new StoredChange({ revision, type: "DELETED", key, object, previous: current }));
  }
  const object = stamped(operation.object, revision);
  return serialised(
    current
      ? new StoredChange({ revision, type: "MODIFIED", key, object, previous: current })
      : new StoredChange({ revision, type: "ADDED", key, object }),
  );
}

/** Made into text here, where what cannot be text (a cycle, a BigInt) fails its own commit and no other. */
function serialised(change: StoredChange): StoredChange {
  try {
    change.json();
    return change;
  } catch (cause) {
    const says = `${label(change.key)} cannot be written as JSON (${messageOf(cause)}). Nothing was stored.`;
    throw new ClusterError("BadRequest", { says, cause });
  }
}

function checkPrecondition(key: Key, current: KubeObject | undefined, expect: Precondition | undefined): void {
  if (!expect) return;
  if (expect.isAbsent) {
    if (current) throw new ClusterError("AlreadyExists", { says: `${label(key)} already exists`, about: about(key) });
    return;
  }
  if (expect.uid === undefined && expect.revision === undefined) return;
  if (!current) throw notFound(key);
  const { uid, resourceVersion } = current.metadata;
  if (expect.uid !== undefined && expect.uid !== uid) {
    throw conflict(key, `Precondition failed: UID in precondition: ${expect.uid}, UID in object meta: ${uid}`);
  }
  if (expect.revision !== undefined && String(expect.revision) !== resourceVersion) {
    throw conflict(key, "the object has been modified; please apply your changes to the latest version and try again");
  }
}

function notFound(key: Key): ClusterError {
  return new ClusterError("NotFound", { says: `${label(key)} not found`, about: about(key) });
}

function conflict(key: Key, why: string): ClusterError {
  const says = `Operation cannot be fulfilled on ${label(key)}: ${why}`;
  return new ClusterError("Conflict", { says, about: about(key) });
}

function label(key: Key): string {
  return `${key.resource} "${key.name}"`;
}

/** As in Kubernetes' Status details, where `kind` is the resource's plural. */
function about({ resource, name }: Key): { kind: string; group: string; name: string } {
  const dot = resource.indexOf(".");
  return dot < 0
    ? { kind: resource, group: "", name }
    : { kind: resource.slice(0, dot), group: resource.slice(dot + 1), name };
}
