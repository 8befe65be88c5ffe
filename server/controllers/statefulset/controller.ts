import { controllerOf, nameOf } from "@/server/objects/meta";
import type { KubeObject, StatefulSet } from "@/server/objects/types";
import { claim } from "../children";
import type { Controller, ControllerTools, Queue } from "../controller";
import { enqueueMatching, enqueueOwner, splitKey } from "../keys";
import { claimKind } from "./claims";
import { ordinalOf } from "./identity";
import { reconcile } from "./reconcile";

/** Keeps each StatefulSet's pods, one for each ordinal. */
export function statefulSetController({ caches, clock }: ControllerTools): Controller {
  const sets = caches.of("StatefulSet");
  const pods = caches.of("Pod");
  const revisions = caches.of("ControllerRevision");
  const hasClaims = caches.cluster.kinds().some(({ kind, group }) => kind === claimKind && group === "");
  const claims = hasClaims ? caches.of<string>(claimKind) : undefined;

  /** A claim's name ends in the pod's. */
  function enqueueClaimant(queue: Queue, { metadata }: KubeObject): void {
    for (const set of sets.inNamespace(metadata.namespace ?? ""))
      if (
        set.spec.volumeClaimTemplates?.some((one) => isPrefix(`${one.metadata?.name}-${set.metadata.name}-`, metadata))
      )
        queue.add(nameOf(set));
  }

  function claimed(set: StatefulSet) {
    const { uid, namespace } = set.metadata;
    const named = pods.orphansIn(namespace).filter((pod) => ordinalOf(set, pod) !== undefined);
    const ofPods = claim(set, set.spec.selector, [...pods.ownedBy(uid), ...named]);
    const ofRevisions = claim(set, set.spec.selector, [...revisions.ownedBy(uid), ...revisions.orphansIn(namespace)]);
    return { ofPods, ofRevisions };
  }

  return {
    name: "statefulset-controller",
    kinds: ["StatefulSet", "Pod", "ControllerRevision", ...(hasClaims ? [claimKind] : [])],
    watch: (queue) => [
      sets.onChange(({ object }) => queue.add(nameOf(object))),
      pods.onChange(({ object, previous }) => {
        enqueueOwner(queue, "StatefulSet", object, previous);
        if (!controllerOf(object)) enqueueMatching(queue, sets.inNamespace(object.metadata.namespace ?? ""), object);
      }),
      revisions.onChange(({ object, previous }) => enqueueOwner(queue, "StatefulSet", object, previous)),
      ...(claims ? [claims.onChange(({ object }) => enqueueClaimant(queue, object))] : []),
    ],
    reconcile(key) {
      const set = sets.get(...splitKey(key));
      if (!set) return undefined;
      const { namespace } = set.metadata;
      const { ofPods, ofRevisions } = claimed(set);
      const actions = [...ofPods.actions, ...ofRevisions.actions];
      if (actions.length > 0) return { actions, retryAfterMs: 1 };
      return reconcile(set, {
        pods: ofPods.owned,
        revisions: ofRevisions.owned,
        revisionNamed: (name) => revisions.get(namespace, name),
        findClaim: claims && ((name) => claims.get(namespace, name)),
        nowMs: clock.now(),
      });
    },
  };
}

function isPrefix(prefix: string, { name }: KubeObject["metadata"]): boolean {
  return name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length));
}
