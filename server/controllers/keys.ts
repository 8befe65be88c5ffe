import { controllerOf, isDeleting, nameOf } from "@/server/objects/meta";
import { matchesSelector } from "@/server/objects/selector";
import type { KubeObject, LabelSelector } from "@/server/objects/types";
import type { Queue } from "./controller";

/** `namespace/name` or `name` as arguments of a cache's `get`. */
export function splitKey(key: string): [namespace: string | undefined, name: string] {
  const slash = key.indexOf("/");
  return slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
}

/** Makes the owner due, and the former one when it changed. */
export function enqueueOwner(queue: Queue, kind: string, object: KubeObject, previous?: KubeObject): void {
  for (const child of [object, previous]) {
    const owner = child ? controllerOf(child) : undefined;
    if (child && owner?.kind === kind) queue.add(`${child.metadata.namespace}/${owner.name}`);
  }
}

/** An object that nobody manages may be adopted by whom its labels match. */
export function enqueueMatching(
  queue: Queue,
  owners: readonly (KubeObject & { spec: { selector?: LabelSelector } })[],
  orphan: KubeObject,
): void {
  if (isDeleting(orphan)) return;
  for (const owner of owners)
    if (matchesSelector(owner.spec.selector, orphan.metadata.labels)) queue.add(nameOf(owner));
}
