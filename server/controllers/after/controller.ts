import { timestamp } from "@/server/lib/clock";
import { nameOf } from "@/server/objects/meta";
import type { KubeObject } from "@/server/objects/types";
import type { Controller, ControllerTools, Queue } from "../controller";
import { splitKey } from "../keys";
import { hasAfterGate, namesIn, reconcile } from "./reconcile";

/** Lifts the gate of pods that wait for other workloads (`pilothouse.dev/after`). */
export function afterController({ caches, clock }: ControllerTools): Controller {
  const pods = caches.of("Pod");
  const deployments = caches.of("Deployment");
  const statefulSets = caches.of("StatefulSet");
  const daemonSets = caches.of("DaemonSet");
  const jobs = caches.of("Job");
  /** Gated pods by the workloads they name (`namespace/name`). */
  const waiting = new Map<string, Set<string>>();

  function enqueueWaiting(queue: Queue, workload: KubeObject): void {
    for (const key of waiting.get(nameOf(workload)) ?? []) queue.add(key);
  }

  return {
    name: "after-controller",
    kinds: ["Pod", "Deployment", "StatefulSet", "DaemonSet", "Job"],
    watch: (queue) => [
      pods.onChange(({ type, object }) => {
        const isWaiting = type !== "DELETED" && type !== "GONE" && hasAfterGate(object);
        for (const name of namesIn(object)) {
          const workload = `${object.metadata.namespace}/${name}`;
          const keys = waiting.get(workload) ?? new Set();
          if (isWaiting) keys.add(nameOf(object));
          else keys.delete(nameOf(object));
          if (keys.size > 0) waiting.set(workload, keys);
          else waiting.delete(workload);
        }
        if (isWaiting) queue.add(nameOf(object));
      }),
      deployments.onChange(({ object }) => enqueueWaiting(queue, object)),
      statefulSets.onChange(({ object }) => enqueueWaiting(queue, object)),
      daemonSets.onChange(({ object }) => enqueueWaiting(queue, object)),
      jobs.onChange(({ object }) => enqueueWaiting(queue, object)),
    ],
    reconcile(key) {
      const [namespace, name] = splitKey(key);
      const pod = pods.get(namespace, name);
      if (!pod) return undefined;
      const workloads = {
        deployment: (workload: string) => deployments.get(namespace, workload),
        statefulSet: (workload: string) => statefulSets.get(namespace, workload),
        daemonSet: (workload: string) => daemonSets.get(namespace, workload),
        job: (workload: string) => jobs.get(namespace, workload),
      };
      return reconcile(pod, workloads, timestamp(clock));
    },
  };
}
