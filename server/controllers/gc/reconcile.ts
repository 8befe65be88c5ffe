import { isDeleting } from "@/server/objects/meta";
import type { KubeObject, OwnerReference } from "@/server/objects/types";
import type { Action } from "../actions";

export const foregroundFinalizer = "foregroundDeletion";
export const orphanFinalizer = "orphan";

/** What is known of one owner reference, looked up live. */
export interface OwnerState {
  readonly reference: OwnerReference;
  /** absent: nobody with that name and uid is there. waiting: it is being deleted in the foreground. */
  readonly state: "present" | "absent" | "waiting";
}

/**
 * What becomes of an object whose owners changed, after Kubernetes' `attemptToDeleteItem`: with an owner left, only the
 * references to those that are gone are dropped; with none left, it goes, in the way in which it was asked to.
 */
export function judgeDependent(object: KubeObject, owners: readonly OwnerState[], hasDependents: boolean): Action[] {
  const finalizers = object.metadata.finalizers ?? [];
  if (owners.length === 0 || (isDeleting(object) && !finalizers.includes(foregroundFinalizer))) return [];
  const present = owners.filter(({ state }) => state === "present");
  const stale = owners.filter(({ state }) => state !== "present");
  if (stale.length === 0 || isDeleting(object)) return [];
  if (present.length > 0) return [withoutOwners(object, stale)];
  const isWaitedFor = owners.some(({ state, reference }) => state === "waiting" && reference.blockOwnerDeletion);
  const propagation =
    isWaitedFor && hasDependents
      ? "Foreground"
      : finalizers.includes(orphanFinalizer)
        ? "Orphan"
        : finalizers.includes(foregroundFinalizer)
          ? "Foreground"
          : "Background";
  return [{ do: "delete", kind: object.kind, object, options: { propagation } }];
}

function withoutOwners(object: KubeObject, stale: readonly OwnerState[]): Action {
  const uids = new Set(stale.map(({ reference }) => reference.uid));
  const ownerReferences = object.metadata.ownerReferences?.filter(({ uid }) => !uids.has(uid));
  return { do: "update", kind: object.kind, object: { ...object, metadata: { ...object.metadata, ownerReferences } } };
}

/**
 * What an owner that is being deleted waits for. In the foreground: its dependents that block it; `orphan`: that none
 * names it any more.
 */
export function judgeOwner(owner: KubeObject, dependents: readonly KubeObject[]): Action[] {
  const finalizers = owner.metadata.finalizers ?? [];
  if (!isDeleting(owner)) return [];
  if (finalizers.includes(orphanFinalizer)) {
    const { uid } = owner.metadata;
    const freed = dependents.map((object) =>
      withoutOwners(
        object,
        (object.metadata.ownerReferences ?? [])
          .filter((one) => one.uid === uid)
          .map((reference) => ({ reference, state: "absent" })),
      ),
    );
    return [...freed, withoutFinalizer(owner, orphanFinalizer)];
  }
  if (!finalizers.includes(foregroundFinalizer)) return [];
  const isBlocked = dependents.some(({ metadata }) =>
    metadata.ownerReferences?.some((one) => one.uid === owner.metadata.uid && one.blockOwnerDeletion === true),
  );
  return isBlocked ? [] : [withoutFinalizer(owner, foregroundFinalizer)];
}

function withoutFinalizer(object: KubeObject, finalizer: string): Action {
  const finalizers = object.metadata.finalizers?.filter((name) => name !== finalizer);
  return { do: "update", kind: object.kind, object: { ...object, metadata: { ...object.metadata, finalizers } } };
}
