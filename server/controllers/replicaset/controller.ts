import { timestamp } from "@/server/lib/clock";
import { controllerOf, nameOf } from "@/server/objects/meta";
import { isActive } from "@/server/objects/pods";
import type { Pod, ReplicaSet } from "@/server/objects/types";
import { claim } from "../children";
import type { Controller, ControllerTools } from "../controller";
import { enqueueMatching, enqueueOwner, splitKey } from "../keys";
import { Serials } from "../names";
import { reconcile } from "./reconcile";

/** Keeps each ReplicaSet at its number of pods. */
export function replicaSetController({ caches, clock }: ControllerTools): Controller {
  const sets = caches.of("ReplicaSet");
  const pods = caches.of("Pod");
  const serials = new Serials();

  function relatedTo(set: ReplicaSet): Pod[] {
    const owner = controllerOf(set);
    const siblings = owner ? sets.ownedBy(owner.uid) : [set];
    return siblings.flatMap((sibling) => pods.ownedBy(sibling.metadata.uid)).filter(isActive);
  }

  return {
    name: "replicaset-controller",
    kinds: ["ReplicaSet", "Pod"],
    workers: 8,
    watch: (queue) => [
      sets.onChange(({ type, object }) => {
        if (type === "DELETED" || type === "GONE") serials.forget(object.metadata.uid);
        queue.add(nameOf(object));
      }),
      pods.onChange(({ object, previous }) => {
        enqueueOwner(queue, "ReplicaSet", object, previous);
        if (!controllerOf(object)) enqueueMatching(queue, sets.inNamespace(object.metadata.namespace ?? ""), object);
      }),
    ],
    reconcile(key) {
      const set = sets.get(...splitKey(key));
      if (!set) return undefined;
      const { uid, name, namespace } = set.metadata;
      const candidates = [...pods.ownedBy(uid), ...pods.orphansIn(namespace)];
      const { owned, actions } = claim(set, set.spec.selector, candidates);
      if (actions.length > 0) return { actions, retryAfterMs: 1 };
      const isTaken = (podName: string) => pods.get(namespace, podName) !== undefined;
      const podNames = owned.map((pod) => pod.metadata.name);
      return reconcile(set, {
        pods: owned,
        related: relatedTo(set),
        nowMs: clock.now(),
        timestamp: timestamp(clock),
        names: (count) => serials.next({ base: name, uid }, podNames, count, isTaken),
      });
    },
  };
}
