import type { Condition, KubeObject, OwnerReference } from "./types";

/** The one owner that manages this object, if any. */
export function controllerOf(object: Pick<KubeObject, "metadata">): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** A controller reference to `owner`, as Kubernetes' `NewControllerRef` makes it. */
export function controllerReference(owner: KubeObject): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

export function isDeleting(object: Pick<KubeObject, "metadata">): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** `namespace/name`, or the name alone where there is no namespace. */
export function nameOf(object: Pick<KubeObject, "metadata">): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

interface AnyCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

export function conditionOf<C extends AnyCondition>(conditions: readonly C[] | undefined, type: string): C | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** The conditions with this one set; `lastTransitionTime` moves only when the status does. The same array when nothing changed. */
export function withCondition<C extends AnyCondition>(
  conditions: readonly C[] | undefined,
  next: Omit<C, "lastTransitionTime">,
  now: string,
): readonly C[] {
  const old = conditionOf(conditions, next.type);
  const moved = old?.status === next.status ? old?.lastTransitionTime : now;
  const set = { ...old, ...next, lastTransitionTime: moved ?? now } as unknown as C;
  if (old && old.status === set.status && old.reason === set.reason && old.message === set.message)
    return conditions ?? [];
  return [...(conditions ?? []).filter((condition) => condition.type !== next.type), set];
}

export type { Condition };
