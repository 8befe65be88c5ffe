import { timestamp } from "@/server/lib/clock";
import { controllerOf, nameOf } from "@/server/objects/meta";
import type { Job, Pod } from "@/server/objects/types";
import { nothing, type Outcome } from "../actions";
import { claim } from "../children";
import type { Controller, ControllerTools } from "../controller";
import { enqueueMatching, enqueueOwner, splitKey } from "../keys";
import { Serials } from "../names";
import { podBase } from "./jobPod";
import { reconcile } from "./reconcile";
import { isTracked, untrack } from "./tracking";

/** Keys of single pods, beside those of jobs. */
const straysPrefix = "pod:";

/** Runs each Job's pods to their end. */
export function jobController({ caches, clock }: ControllerTools): Controller {
  const jobs = caches.of("Job");
  const pods = caches.of("Pod");
  const serials = new Map<string, Serials>();

  function namesFor(job: Job, owned: readonly Pod[]) {
    const { uid, namespace } = job.metadata;
    const podNames = owned.map((pod) => pod.metadata.name);
    const isTaken = (name: string) => pods.get(namespace, name) !== undefined;
    return (count: number, index?: number) => {
      const known = serials.get(uid) ?? new Serials();
      serials.set(uid, known);
      const owner = { base: podBase(job, index), uid: index === undefined ? uid : `${uid}/${index}` };
      return known.next(owner, podNames, count, isTaken);
    };
  }

  /** A pod whose job is gone, or that is not a job's any more: nobody counts it, so nothing may hold it. */
  function release(key: string): Outcome {
    const pod = pods.get(...splitKey(key));
    const owner = pod && controllerOf(pod);
    const job = owner && jobs.get(pod.metadata.namespace, owner.name);
    const isCounted = job !== undefined && job.metadata.uid === owner?.uid;
    return pod && isTracked(pod) && !isCounted ? { actions: [untrack(pod)] } : nothing;
  }

  return {
    name: "job-controller",
    kinds: ["Job", "Pod"],
    watch: (queue) => [
      jobs.onChange(({ type, object }) => {
        if (type === "DELETED" || type === "GONE") {
          serials.delete(object.metadata.uid);
          for (const pod of pods.ownedBy(object.metadata.uid)) queue.add(`${straysPrefix}${nameOf(pod)}`);
        }
        queue.add(nameOf(object));
      }),
      pods.onChange(({ object, previous }) => {
        enqueueOwner(queue, "Job", object, previous);
        if (isTracked(object)) queue.add(`${straysPrefix}${nameOf(object)}`);
        if (!controllerOf(object)) enqueueMatching(queue, jobs.inNamespace(object.metadata.namespace ?? ""), object);
      }),
    ],
    reconcile(key) {
      if (key.startsWith(straysPrefix)) return release(key.slice(straysPrefix.length));
      const [namespace, name] = splitKey(key);
      const job = jobs.get(namespace, name);
      if (!job || isManagedElsewhere(job)) return undefined;
      const candidates = [...pods.ownedBy(job.metadata.uid), ...pods.orphansIn(namespace)];
      const { owned, actions } = claim(job, job.spec.selector, candidates);
      if (actions.length > 0) return { actions, retryAfterMs: 1 };
      return reconcile(job, {
        pods: owned,
        nowMs: clock.now(),
        timestamp: timestamp(clock),
        names: namesFor(job, owned),
      });
    },
  };
}

/** Whoever is named in `managedBy` runs it, from its first pod to its status. */
function isManagedElsewhere({ spec }: Job): boolean {
  return spec.managedBy !== undefined && spec.managedBy !== "kubernetes.io/job-controller";
}
