import type { Decision } from "@/server/access/policyTypes";
import { admit } from "@/server/admission/admit";
import { mustTakeNew } from "@/server/admission/steps/namespaceExists";
import type { WriteOptions, WrittenSubresource } from "@/server/cluster/cluster";
import type { Subject } from "@/server/cluster/subject";
import { isReason } from "@/server/lib/errors";
import type { KindDefinition } from "@/server/objects/kind";
import type { ManagedFieldsEntry } from "@/server/objects/patch/managedFieldsEntry";
import type { KubeObject, Manifest } from "@/server/objects/types";
import type { Key, Operation, Store } from "@/server/store/store";
import { isFreedBy } from "./deletion";
import { type Engine, keyOf, revisionOf, storeOf } from "./engine";
import { type Asked, mustNotRefuse, mustSee } from "./guard";
import { apart, isSame, managerOf, ownersIn } from "./owners";
import { underQuota } from "./quotaLock";
import { read } from "./reads";
import { alreadyExists, badRequest, conflict, modified, uidConflict } from "./refusals";
import { Moved, untilStill } from "./retry";
import { withoutAppliedValues } from "./secrets";
import { kindsInclude, toStore } from "./shown";

/** Who writes what, and what the policy said to it. */
export interface Writer {
  readonly engine: Engine;
  readonly subject: Subject;
  readonly asked: Asked;
  readonly decision: Decision;
}

export interface Written {
  /** As it is now (or would be, in a dry run); a Secret open. */
  readonly object: KubeObject;
  readonly before?: KubeObject;
  /** False when nothing was to be changed: no revision was made. */
  readonly isChanged: boolean;
}

/** Names are made anew this often when a generated one is taken. */
const nameTries = 8;

interface CreateOptions extends WriteOptions {
  /** The owners that an apply made of it: final. */
  readonly applied?: readonly ManagedFieldsEntry[];
}

export function create(writer: Writer, manifest: Manifest, options: CreateOptions): Promise<Written> {
  const { engine, asked } = writer;
  const { namespace } = manifest.metadata;
  const costs = { verb: "create", kind: asked.kind, namespace } as const;
  return underQuota(engine, costs, () => createNow(writer, manifest, options));
}

async function createNow(writer: Writer, manifest: Manifest, options: CreateOptions): Promise<Written> {
  const { engine, subject, asked, decision } = writer;
  const manager = managerOf(subject, options.fieldManager);
  const { kind } = asked;
  const isGenerated = !manifest.metadata.name && Boolean(manifest.metadata.generateName);
  for (let tries = 1; ; tries++) {
    const { object: unowned, sent } = apart(manifest);
    const { applied } = options;
    const owners = applied ? { manager, applied } : ownersIn(manager, undefined, sent);
    const { dryRun = false, warn } = options;
    const request = {
      ...({ verb: "create", kind, object: unowned, subject, dryRun, owners } as const),
      ...(warn && { warn }),
    };
    const object = withoutAppliedValues(await admit(request, engine.admission));
    mustNotRefuse(decision, { next: object }, writer);
    const key = keyOf(kind, object.metadata);
    if (await storeOf(engine, kind).get(key)) {
      if (isGenerated && tries < nameTries) continue;
      throw alreadyExists(kind, key.name);
    }
    if (options.dryRun) return { object, isChanged: true };
    const put: Operation = {
      type: "put",
      key,
      object: await toStore(engine, kind, object),
      expect: { isAbsent: true },
    };
    try {
      const revision = await enter(engine, kind, put);
      await kindsInclude(engine, key, revision);
      return { object: stamped(object, revision), isChanged: true };
    } catch (error) {
      if (!isReason(error, "AlreadyExists")) throw error;
      if (!isGenerated || tries >= nameTries) throw alreadyExists(kind, key.name);
    }
  }
}

export interface Change {
  readonly key: Key;
  readonly subresource?: WrittenSubresource;
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** An apply makes this change: the owners that it leaves behind are final. */
  readonly isApplied?: boolean;
  readonly warn?: WriteOptions["warn"];
  /** The uid that the writer named, where that is not in the object itself. */
  readonly uid?: string;
  /** The whole object as the writer wants it, from what is stored; Secrets are open on both sides. */
  next(old: KubeObject): KubeObject | Promise<KubeObject>;
}

/**
 * The one way in which a stored object changes: read, change, admission, commit. A resourceVersion in the changed
 * object must be the stored one; without it the change is made again on whatever is there.
 */
export function change(writer: Writer, wanted: Change): Promise<Written> {
  const { engine, asked } = writer;
  const { key, subresource } = wanted;
  const costs = { verb: "update", kind: asked.kind, subresource, namespace: key.namespace } as const;
  return engine.locks.hold(lockOf(key), () =>
    untilStill(
      () => underQuota(engine, costs, () => changeOnce(writer, wanted)),
      () => conflict(asked.kind, key.name, modified),
    ),
  );
}

export function lockOf({ resource, namespace, name }: Key): string {
  return `${resource}/${namespace}/${name}`;
}

async function changeOnce(writer: Writer, wanted: Change): Promise<Written> {
  const { engine, subject, asked, decision } = writer;
  const { kind } = asked;
  const { key, subresource, dryRun = false, warn } = wanted;
  const manager = managerOf(subject, wanted.fieldManager);
  const stored = await read(engine, { kind, key });
  const old = engine.secrets.open(kind, stored);
  mustSee(decision, old, writer);
  const next = await wanted.next(old);
  checkIdentity(writer, wanted, { old, next });
  const { object: unowned, sent } = apart(next);
  const request = {
    verb: "update",
    kind,
    object: unowned,
    old: apart(old).object,
    subject,
    dryRun,
    owners: wanted.isApplied ? { manager, applied: next.metadata.managedFields ?? [] } : ownersIn(manager, old, sent),
    ...(subresource && { subresource }),
    ...(warn && { warn }),
  } as const;
  const object = withoutAppliedValues(await admit(request, engine.admission));
  mustNotRefuse(decision, { old, next: object }, writer);
  if (isSame(old, object)) return { object: old, before: old, isChanged: false };
  if (dryRun) return { object, before: old, isChanged: true };
  const expect = { revision: revisionOf(stored) };
  const operation: Operation = isFreedBy(object)
    ? { type: "delete", key, expect }
    : { type: "put", key, object: await toStore(engine, kind, object), expect };
  const revision = await commitOnto(storeOf(engine, kind), operation);
  await kindsInclude(engine, key, revision);
  return { object: stamped(object, revision), before: old, isChanged: true };
}

/** Commits what was made from something that was read; throws `Moved` when that has changed since. */
export async function commitOnto(store: Store, ...operations: readonly Operation[]): Promise<number> {
  try {
    const { revision, changes } = await store.commit(operations);
    return changes.at(-1)?.revision ?? revision;
  } catch (error) {
    throw isReason(error, "Conflict", "NotFound") ? new Moved() : error;
  }
}

/** What says which object is meant must fit the one that is there: a write about an earlier one is dropped. */
function checkIdentity(
  { asked: { kind }, decision }: Writer,
  { key, uid }: Change,
  { old, next }: { old: KubeObject; next: KubeObject },
): void {
  const stored = old.metadata;
  const { name, namespace, resourceVersion } = next.metadata;
  if (name !== stored.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${key.name})`);
  if (namespace !== undefined && namespace !== (stored.namespace ?? ""))
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  const asked = uid ?? next.metadata.uid;
  if (decision.needsUid && !uid) throw badRequest("metadata.uid must say which object is meant");
  if (asked && asked !== stored.uid) throw uidConflict(kind, name, { asked, stored: stored.uid });
  if (resourceVersion && resourceVersion !== stored.resourceVersion) throw conflict(kind, name, modified);
}

/**
 * Commits a new object; a namespaced one enters only a namespace that is there, and not being deleted, at that moment:
 * whoever empties the namespace has seen everything that is in it. What lies in memory (heartbeats) is not checked.
 */
async function enter(engine: Engine, kind: KindDefinition, put: Operation): Promise<number> {
  const { namespace, name } = put.key;
  if (namespace === "" || kind.storage === "memory") return commitOnto(storeOf(engine, kind), put);
  const key = { resource: "namespaces", namespace: "", name: namespace };
  const enterOnce = async () => {
    const found = await engine.store.get(key);
    mustTakeNew(found, kind, put.key);
    const expect = { uid: found.metadata.uid, revision: revisionOf(found) };
    return commitOnto(engine.store, { type: "check", key, expect }, put);
  };
  try {
    return await enterOnce();
  } catch (error) {
    if (!(error instanceof Moved)) throw error;
    // A change of the namespace is on its way: it is waited for, and then none can come between.
    const lost = () => conflict(kind, name, modified);
    return engine.locks.hold(lockOf(key), () => untilStill(enterOnce, lost));
  }
}

/** The object with the revision that its commit made. */
export function stamped(object: KubeObject, revision: number | undefined): KubeObject {
  return revision === undefined
    ? object
    : { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}
