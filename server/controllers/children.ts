import { controllerOf, controllerReference, isDeleting } from "@/server/objects/meta";
import { matchesSelector } from "@/server/objects/selector";
import type { KubeObject, LabelSelector } from "@/server/objects/types";
import type { Action } from "./actions";

export interface Claimed<T> {
  readonly owned: readonly T[];
  /** Adoptions and releases; what is adopted is owned from the next look on. */
  readonly actions: readonly Action[];
}

/**
 * Who belongs to an owner, after Kubernetes' ControllerRefManager: what matches and is nobody's is adopted, what is
 * ours and no longer matches is released. An owner that is being deleted does neither.
 */
export function claim<T extends KubeObject>(
  owner: KubeObject,
  selector: LabelSelector | undefined,
  candidates: readonly T[],
): Claimed<T> {
  const owned: T[] = [];
  const actions: Action[] = [];
  for (const child of candidates) {
    const manager = controllerOf(child);
    const isMatching = matchesSelector(selector, child.metadata.labels);
    if (manager) {
      if (manager.uid !== owner.metadata.uid) continue;
      if (isMatching) owned.push(child);
      else if (!isDeleting(owner)) actions.push(release(owner, child));
    } else if (isMatching && !isDeleting(owner) && !isDeleting(child)) {
      actions.push(adopt(owner, child));
    }
  }
  return { owned, actions };
}

/** Checked live, so that a child is never tied to an owner that has gone: it would be collected with it. */
function adopt(owner: KubeObject, child: KubeObject): Action {
  const ownerReferences = [...(child.metadata.ownerReferences ?? []), controllerReference(owner)];
  const object = { ...child, metadata: { ...child.metadata, ownerReferences } };
  return { do: "update", kind: child.kind, object, onlyWhile: owner };
}

function release(owner: KubeObject, child: KubeObject): Action {
  const ownerReferences = child.metadata.ownerReferences?.filter(({ uid }) => uid !== owner.metadata.uid);
  return { do: "update", kind: child.kind, object: { ...child, metadata: { ...child.metadata, ownerReferences } } };
}
