import { timestamp } from "@/server/lib/clock";
import type { ReplicasOf } from "@/server/objects/disruptionBudget";
import { controllerOf, nameOf } from "@/server/objects/meta";
import { isReady, isTerminal } from "@/server/objects/pods";
import { matchesSelector } from "@/server/objects/selector";
import type { Deployment, Pod, ReplicaSet, ReplicationController, StatefulSet } from "@/server/objects/types";
import type { Controller, ControllerTools, Queue } from "../controller";
import { splitKey } from "../keys";
import { reconcile } from "./reconcile";

type Scaled = ReplicaSet | Deployment | StatefulSet | ReplicationController;

/** Keeps the status of PodDisruptionBudgets: how many of their pods may be disrupted now. */
export function disruptionController({ caches, clock }: ControllerTools): Controller {
  const budgets = caches.of("PodDisruptionBudget");
  const pods = caches.of("Pod");
  const sets = caches.of("ReplicaSet");
  const deployments = caches.of("Deployment");
  const statefulSets = caches.of("StatefulSet");
  const replicationControllers = caches.of("ReplicationController");

  /** What the Deployment wants, not each of its ReplicaSets: in a roll they are more together. */
  function scaled(pod: Pod): Scaled | undefined {
    const { namespace } = pod.metadata;
    const owner = controllerOf(pod);
    if (!owner) return undefined;
    const direct = { ReplicaSet: sets, StatefulSet: statefulSets, ReplicationController: replicationControllers };
    const set = Object.hasOwn(direct, owner.kind)
      ? direct[owner.kind as keyof typeof direct].get(namespace, owner.name)
      : undefined;
    if (!set || set.metadata.uid !== owner.uid) return undefined;
    const above = controllerOf(set);
    const deployment = above?.kind === "Deployment" ? deployments.get(namespace, above.name) : undefined;
    return deployment?.metadata.uid === above?.uid ? (deployment ?? set) : set;
  }

  const replicasOf: ReplicasOf = (pod) => {
    const workload = scaled(pod);
    return workload && { uid: workload.metadata.uid, replicas: workload.spec.replicas ?? 1 };
  };

  function enqueueFor(queue: Queue, pod: Pod): void {
    for (const budget of budgets.inNamespace(pod.metadata.namespace ?? ""))
      if (matchesSelector(budget.spec.selector, pod.metadata.labels)) queue.add(nameOf(budget));
  }

  /** Resized: percentages are of another number now. */
  function enqueueNamespace(queue: Queue, workload: Scaled, previous: typeof workload | undefined): void {
    if (workload.spec.replicas === previous?.spec.replicas) return;
    for (const budget of budgets.inNamespace(workload.metadata.namespace ?? "")) queue.add(nameOf(budget));
  }

  return {
    name: "disruption-controller",
    kinds: ["PodDisruptionBudget", "Pod", "ReplicaSet", "Deployment", "StatefulSet", "ReplicationController"],
    watch: (queue) => [
      budgets.onChange(({ object }) => queue.add(nameOf(object))),
      pods.onChange(({ type, object, previous }) => {
        const isSeen = (type === "ADDED" || type === "MODIFIED") && previous && weightOf(previous) === weightOf(object);
        if (isSeen && previous.metadata.labels === object.metadata.labels) return;
        enqueueFor(queue, object);
        if (previous) enqueueFor(queue, previous);
      }),
      sets.onChange(({ object, previous }) => enqueueNamespace(queue, object, previous)),
      deployments.onChange(({ object, previous }) => enqueueNamespace(queue, object, previous)),
      statefulSets.onChange(({ object, previous }) => enqueueNamespace(queue, object, previous)),
      replicationControllers.onChange(({ object, previous }) => enqueueNamespace(queue, object, previous)),
    ],
    reconcile(key) {
      const [namespace = "", name] = splitKey(key);
      const budget = budgets.get(namespace, name);
      if (!budget) return undefined;
      return reconcile(budget, { pods: pods.inNamespace(namespace), replicasOf, timestamp: timestamp(clock) });
    },
  };
}

/** What a pod counts for. */
function weightOf(pod: Pod): string {
  return `${isReady(pod)} ${isTerminal(pod)} ${pod.metadata.deletionTimestamp}`;
}
