import { backoffMs } from "@/server/lib/backoff";
import { controllerOf, nameOf } from "@/server/objects/meta";
import type { DaemonSet, Node, Pod } from "@/server/objects/types";
import { claim } from "../children";
import type { Controller, ControllerTools } from "../controller";
import { isSame } from "../hash";
import { enqueueMatching, enqueueOwner, splitKey } from "../keys";
import { Serials } from "../names";
import { targetOf } from "./placement";
import { reconcile } from "./reconcile";

/** As Kubernetes' failedPodsBackoff. */
const failedPods = { firstMs: 1_000, maxMs: 900_000 };
const forgetFailuresMs = 2 * failedPods.maxMs;

/** Keeps one pod of each DaemonSet on every node that fits. */
export function daemonSetController({ caches, clock }: ControllerTools): Controller {
  const sets = caches.of("DaemonSet");
  const pods = caches.of("Pod");
  const nodes = caches.of("Node");
  const revisions = caches.of("ControllerRevision");
  const serials = new Serials();
  const failures = new FailureCounts(clock.monotonicMs.bind(clock));

  return {
    name: "daemonset-controller",
    kinds: ["DaemonSet", "Pod", "Node", "ControllerRevision"],
    watch: (queue) => [
      sets.onChange(({ type, object }) => {
        if (type === "DELETED" || type === "GONE") serials.forget(object.metadata.uid);
        queue.add(nameOf(object));
      }),
      pods.onChange(({ object, previous }) => {
        enqueueOwner(queue, "DaemonSet", object, previous);
        if (!controllerOf(object)) enqueueMatching(queue, sets.inNamespace(object.metadata.namespace ?? ""), object);
      }),
      revisions.onChange(({ object, previous }) => enqueueOwner(queue, "DaemonSet", object, previous)),
      nodes.onChange(({ object, previous }) => {
        if (!previous || hasMoved(previous, object)) for (const set of sets.list()) queue.add(nameOf(set));
      }),
    ],
    reconcile(key) {
      const set = sets.get(...splitKey(key));
      if (!set) return undefined;
      const { uid, name, namespace } = set.metadata;
      const candidates = [...pods.ownedBy(uid), ...pods.orphansIn(namespace)];
      const { owned, actions: podClaims } = claim(set, set.spec.selector, candidates);
      const ofRevisions = claim(set, set.spec.selector, [...revisions.ownedBy(uid), ...revisions.orphansIn(namespace)]);
      const actions = [...podClaims, ...ofRevisions.actions];
      if (actions.length > 0) return { actions, retryAfterMs: 1 };
      const podNames = owned.map((pod) => pod.metadata.name);
      const isTaken = (podName: string) => pods.get(namespace, podName) !== undefined;
      return reconcile(set, {
        nodes: nodes.list(),
        pods: owned,
        revisions: ofRevisions.owned,
        revisionNamed: (revision) => revisions.get(namespace, revision),
        nowMs: clock.now(),
        names: (count) => serials.next({ base: name, uid }, podNames, count, isTaken),
        backoffMs: (pod) => failures.waitMs(set, pod),
      });
    },
  };
}

/** What decides where daemon pods go: labels and taints. A heartbeat does not. */
function hasMoved(before: Node, after: Node): boolean {
  return !isSame(before.metadata.labels, after.metadata.labels) || !isSame(before.spec, after.spec);
}

/** Failed pods in a row, by set and node; each is counted once. */
class FailureCounts {
  readonly #counts = new Map<string, { uid: string; count: number; atMs: number }>();

  constructor(readonly nowMs: () => number) {}

  waitMs(set: DaemonSet, pod: Pod): number {
    if (pod.status?.phase !== "Failed") return 0;
    const key = `${set.metadata.uid}/${targetOf(pod)}`;
    const nowMs = this.nowMs();
    const known = this.#counts.get(key);
    if (known?.uid === pod.metadata.uid) return known.atMs + backoffMs(known.count, failedPods) - nowMs;
    const isFresh = !known || nowMs - known.atMs > forgetFailuresMs;
    const count = isFresh ? 0 : known.count + 1;
    this.#counts.set(key, { uid: pod.metadata.uid, count, atMs: nowMs });
    return backoffMs(count, failedPods);
  }
}
