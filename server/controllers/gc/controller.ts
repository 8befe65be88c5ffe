import { isReason } from "@/server/lib/errors";
import { type KindDefinition, offers } from "@/server/objects/kind";
import { isDeleting } from "@/server/objects/meta";
import type { KubeObject, OwnerReference } from "@/server/objects/types";
import { type Action, nothing, type Outcome } from "../actions";
import type { Controller, ControllerTools, Queue } from "../controller";
import { clusterKind, kindOf, kindsOnce } from "../kinds";
import { followCustomKinds } from "./customKinds";
import { Dependents, type Place, placeKey, placeOf } from "./graph";
import { foregroundFinalizer, judgeDependent, judgeOwner, type OwnerState, orphanFinalizer } from "./reconcile";

/** Kinds that own nothing and are owned by nobody, and change too often to be followed for nothing. */
const unfollowed = new Set(["Event", "Lease"]);

/** Collects what lost its owners, and finishes foreground and orphaning deletions. */
export function garbageCollector({ cluster, caches }: ControllerTools): Controller {
  const kindsNow = () => kindsOnce(cluster.kinds());
  const followed = kindsNow()
    .filter((one) => !one.custom && !unfollowed.has(one.kind) && offers(one, "watch"))
    .map((kind) => clusterKind(kind, kindsNow()));
  const dependents = new Dependents();

  function follow(queue: Queue, kind: string): () => void {
    return caches.of(kind).onChange(({ type, object, previous }) => {
      const place = { kind, namespace: object.metadata.namespace, name: object.metadata.name };
      if (previous) dependents.remove(previous, place);
      if (type === "DELETED" || type === "GONE") {
        dependents.remove(object, place);
        for (const one of dependents.of(object.metadata.uid)) queue.add(placeKey(one));
        // Whoever waits for the last of its dependents looks again.
        for (const owner of object.metadata.ownerReferences ?? []) enqueueOwner(queue, owner, object);
        return;
      }
      dependents.add(object, place);
      if (needsLook(object, previous)) queue.add(placeKey(place));
      if (isHeldDeletion(object)) for (const one of dependents.of(object.metadata.uid)) queue.add(placeKey(one));
    });
  }

  function enqueueOwner(queue: Queue, reference: OwnerReference, dependent: KubeObject): void {
    const kind = kindOf(reference, kindsNow());
    if (kind) queue.add(placeKey(placeOfOwner(kind, reference, dependent)));
  }

  function placeOfOwner(kind: KindDefinition, { name }: OwnerReference, dependent: KubeObject): Place {
    return {
      kind: clusterKind(kind, kindsNow()),
      namespace: kind.isNamespaced ? dependent.metadata.namespace : undefined,
      name,
    };
  }

  async function stateOf(reference: OwnerReference, dependent: KubeObject): Promise<OwnerState> {
    const kind = kindOf(reference, kindsNow());
    // An owner of a kind that is not here cannot be shown to be gone.
    if (!kind) return { reference, state: "present" };
    const { kind: name, ...at } = placeOfOwner(kind, reference, dependent);
    const cached = caches.of(name).get(at.namespace, at.name);
    const owner = cached?.metadata.uid === reference.uid ? cached : await live(name, at);
    if (owner?.metadata.uid !== reference.uid) return { reference, state: "absent" };
    const isWaiting = isDeleting(owner) && owner.metadata.finalizers?.includes(foregroundFinalizer) === true;
    return { reference, state: isWaiting ? "waiting" : "present" };
  }

  /** Absence is believed only when the engine itself says so. */
  async function live(kind: string, at: Omit<Place, "kind">): Promise<KubeObject | undefined> {
    try {
      return await cluster.get(kind, at);
    } catch (error) {
      if (isReason(error, "NotFound")) return undefined;
      throw error;
    }
  }

  return {
    name: "garbage-collector-controller",
    kinds: followed,
    workers: 8,
    watch: (queue) => [
      ...followed.map((kind) => follow(queue, kind)),
      followCustomKinds(caches, (kind) => follow(queue, kind)),
    ],
    async reconcile(key): Promise<Outcome> {
      const { kind, ...at } = placeOf(key);
      const object = caches.of(kind).get(at.namespace, at.name);
      if (!object) return nothing;
      const own = dependents.of(object.metadata.uid);
      const held = own.flatMap((place) => caches.of(place.kind).get(place.namespace, place.name) ?? []);
      const ownerStates = await Promise.all((object.metadata.ownerReferences ?? []).map((one) => stateOf(one, object)));
      const actions = [...judgeOwner(object, held), ...judgeDependent(object, ownerStates, held.length > 0)];
      return { actions: actions.map((action) => named(action, kindsNow())) };
    },
  };
}

/** The kind in an action by the name that `Cluster` takes. */
function named(action: Action, kinds: readonly KindDefinition[]): Action {
  if (action.do !== "update" && action.do !== "delete") return action;
  const { apiVersion, kind, metadata } = action.object;
  const definition = kindOf({ apiVersion, kind, name: metadata.name, uid: metadata.uid }, kinds);
  return definition ? { ...action, kind: clusterKind(definition, kinds) } : action;
}

/** New, with other owners, or being deleted by a finalizer of ours. */
function needsLook(object: KubeObject, previous: KubeObject | undefined): boolean {
  const ownersOf = (one: KubeObject) => (one.metadata.ownerReferences ?? []).map(({ uid }) => uid).join();
  if (isHeldDeletion(object)) return true;
  return ownersOf(object) !== "" && (!previous || ownersOf(previous) !== ownersOf(object));
}

function isHeldDeletion(object: KubeObject): boolean {
  const finalizers = object.metadata.finalizers ?? [];
  return isDeleting(object) && [foregroundFinalizer, orphanFinalizer].some((name) => finalizers.includes(name));
}
