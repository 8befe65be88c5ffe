import { timestamp } from "@/server/lib/clock";
import { controllerOf, nameOf } from "@/server/objects/meta";
import { claim } from "../children";
import type { Controller, ControllerTools } from "../controller";
import { enqueueMatching, enqueueOwner, splitKey } from "../keys";
import { reconcile } from "./reconcile";
import { newSetName } from "./replicaSets";

/** Rolls each Deployment from its old ReplicaSets to the one of its template. */
export function deploymentController({ caches, clock }: ControllerTools): Controller {
  const deployments = caches.of("Deployment");
  const sets = caches.of("ReplicaSet");
  const pods = caches.of("Pod");

  return {
    name: "deployment-controller",
    kinds: ["Deployment", "ReplicaSet", "Pod"],
    watch: (queue) => [
      deployments.onChange(({ object }) => queue.add(nameOf(object))),
      sets.onChange(({ object, previous }) => {
        enqueueOwner(queue, "Deployment", object, previous);
        if (!controllerOf(object))
          enqueueMatching(queue, deployments.inNamespace(object.metadata.namespace ?? ""), object);
      }),
      pods.onChange(({ type, object }) => {
        // Recreate waits for the last old pod; everything else hears of pods by their set's status.
        if (type !== "DELETED" && type !== "GONE") return;
        const owner = controllerOf(object);
        const set = owner && sets.get(object.metadata.namespace, owner.name);
        if (set) enqueueOwner(queue, "Deployment", set);
      }),
    ],
    reconcile(key) {
      const deployment = deployments.get(...splitKey(key));
      if (!deployment) return undefined;
      const { uid, namespace } = deployment.metadata;
      const candidates = [...sets.ownedBy(uid), ...sets.orphansIn(namespace)];
      const { owned, actions } = claim(deployment, deployment.spec.selector, candidates);
      if (actions.length > 0) return { actions, retryAfterMs: 1 };
      const isRecreate = deployment.spec.strategy?.type === "Recreate";
      return reconcile(deployment, {
        sets: owned,
        pods: isRecreate ? owned.flatMap((set) => pods.ownedBy(set.metadata.uid)) : [],
        namesake: sets.get(namespace, newSetName(deployment)),
        nowMs: clock.now(),
        timestamp: timestamp(clock),
      });
    },
  };
}
