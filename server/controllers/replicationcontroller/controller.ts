import { timestamp } from "@/server/lib/clock";
import { controllerOf, isDeleting, nameOf } from "@/server/objects/meta";
import { isActive } from "@/server/objects/pods";
import { matchesLabels } from "@/server/objects/selector";
import type { Pod } from "@/server/objects/types";
import { claim } from "../children";
import type { Controller, ControllerTools, Queue } from "../controller";
import { enqueueOwner, splitKey } from "../keys";
import { Serials } from "../names";
import { reconcile } from "../replicaset/reconcile";
import { asDecided, asReplicaSet } from "./asReplicaSet";

/** Keeps each ReplicationController at its number of pods. */
export function replicationControllerController({ caches, clock }: ControllerTools): Controller {
  const controllers = caches.of("ReplicationController");
  const pods = caches.of("Pod");
  const serials = new Serials();

  function enqueueMatching(queue: Queue, orphan: Pod): void {
    if (isDeleting(orphan)) return;
    for (const one of controllers.inNamespace(orphan.metadata.namespace ?? ""))
      if (matchesLabels(one.spec.selector, orphan.metadata.labels)) queue.add(nameOf(one));
  }

  return {
    name: "replication-controller",
    kinds: ["ReplicationController", "Pod"],
    watch: (queue) => [
      controllers.onChange(({ type, object }) => {
        if (type === "DELETED" || type === "GONE") serials.forget(object.metadata.uid);
        queue.add(nameOf(object));
      }),
      pods.onChange(({ object, previous }) => {
        enqueueOwner(queue, "ReplicationController", object, previous);
        if (!controllerOf(object)) enqueueMatching(queue, object);
      }),
    ],
    reconcile(key) {
      const controller = controllers.get(...splitKey(key));
      if (!controller) return undefined;
      const { uid, name, namespace } = controller.metadata;
      const set = asReplicaSet(controller);
      const { owned, actions } = claim(set, set.spec.selector, [...pods.ownedBy(uid), ...pods.orphansIn(namespace)]);
      if (actions.length > 0) return { actions, retryAfterMs: 1 };
      const isTaken = (podName: string) => pods.get(namespace, podName) !== undefined;
      const podNames = owned.map((pod) => pod.metadata.name);
      const outcome = reconcile(set, {
        pods: owned,
        related: owned.filter(isActive),
        nowMs: clock.now(),
        timestamp: timestamp(clock),
        names: (count) => serials.next({ base: name, uid }, podNames, count, isTaken),
      });
      return asDecided(controller, outcome);
    },
  };
}
