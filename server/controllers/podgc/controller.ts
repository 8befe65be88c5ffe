import { timestamp } from "@/server/lib/clock";
import type { Pod } from "@/server/objects/types";
import type { Controller, ControllerTools } from "../controller";
import { failAndDelete } from "../endPods";
import type { Fence } from "../fence";
import { neverBound, tooManyTerminated } from "./reconcile";

const nodeGone = { reason: "DeletionByPodGC", message: "PodGC: node no longer exists" };

export interface PodGcOptions {
  readonly fence: Fence;
  /** Ended pods that are kept, as Kubernetes' --terminated-pod-gc-threshold. */
  readonly terminatedPodThreshold: number;
}

const sweepMs = 20_000;
/** A node that vanishes from the list may be on its way back. As Kubernetes' quarantineTime. */
const quarantineMs = 40_000;

/** Removes pods that nobody else will: of nodes that are no more, never bound, or ended long ago. */
export function podGcController({ caches, clock }: ControllerTools, options: PodGcOptions): Controller {
  const pods = caches.of("Pod");
  const nodes = caches.of("Node");
  /** Since when a node that pods are bound to is missing, by the monotonic clock. */
  const missingSinceMs = new Map<string, number>();

  function missingNodes(): string[] {
    const named = new Set(pods.list().flatMap(({ spec }) => (spec.nodeName ? [spec.nodeName] : [])));
    const missing = [...named].filter((name) => !nodes.get(undefined, name));
    for (const name of missingSinceMs.keys()) if (!missing.includes(name)) missingSinceMs.delete(name);
    const nowMs = clock.monotonicMs();
    for (const name of missing) if (!missingSinceMs.has(name)) missingSinceMs.set(name, nowMs);
    return missing.filter((name) => nowMs - (missingSinceMs.get(name) ?? nowMs) >= quarantineMs);
  }

  return {
    name: "pod-garbage-collector",
    kinds: ["Pod", "Node"],
    workers: 1,
    watch: (queue) => {
      queue.add("sweep");
      return [clock.every(sweepMs, () => queue.add("sweep"))];
    },
    async reconcile() {
      const lost: Pod[] = [];
      for (const name of missingNodes()) if ((await options.fence(name)) === "fenced") lost.push(...pods.onNode(name));
      const all = pods.list();
      return {
        actions: [
          ...failAndDelete(lost, nodeGone, timestamp(clock)),
          ...neverBound(all),
          ...tooManyTerminated(all, options.terminatedPodThreshold),
        ],
      };
    },
  };
}
