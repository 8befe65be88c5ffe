import { timestamp } from "@/server/lib/clock";
import { nameOf } from "@/server/objects/meta";
import type { Node, Pod } from "@/server/objects/types";
import type { Controller, ControllerTools } from "../controller";
import { isSame } from "../hash";
import { splitKey } from "../keys";
import { noExecuteTaints, reconcile } from "./reconcile";

/** Ends pods that do not tolerate a NoExecute taint of their node, or no longer do. */
export function taintEvictionController({ caches, clock }: ControllerTools): Controller {
  const nodes = caches.of("Node");
  const pods = caches.of("Pod");
  /** Since when a pod is under these taints, by the monotonic clock. */
  const since = new Map<string, { taints: string; atMs: number }>();

  function sinceMs(pod: Pod, node: Node): number {
    const { uid } = pod.metadata;
    const taints = noExecuteTaints(node)
      .map(({ key, value }) => `${key}=${value ?? ""}`)
      .sort()
      .join();
    const known = since.get(uid);
    if (known?.taints === taints) return clock.monotonicMs() - known.atMs;
    since.set(uid, { taints, atMs: clock.monotonicMs() });
    return 0;
  }

  return {
    name: "taint-eviction-controller",
    kinds: ["Node", "Pod"],
    watch: (queue) => [
      nodes.onChange(({ object, previous }) => {
        if (
          isSame(object.spec.taints, previous?.spec.taints) &&
          isSame(object.status?.conditions, previous?.status?.conditions)
        )
          return;
        for (const pod of pods.onNode(object.metadata.name)) queue.add(nameOf(pod));
      }),
      pods.onChange(({ type, object, previous }) => {
        if (type === "DELETED" || type === "GONE") {
          since.delete(object.metadata.uid);
          return;
        }
        const isNews =
          !previous ||
          previous.spec !== object.spec ||
          previous.metadata.deletionTimestamp !== object.metadata.deletionTimestamp;
        if (object.spec.nodeName && isNews) queue.add(nameOf(object));
      }),
    ],
    reconcile(key) {
      const pod = pods.get(...splitKey(key));
      const node = pod?.spec.nodeName ? nodes.get(undefined, pod.spec.nodeName) : undefined;
      if (!pod || !node) return undefined;
      if (noExecuteTaints(node).length === 0) {
        since.delete(pod.metadata.uid);
        return undefined;
      }
      return reconcile(pod, node, { sinceMs: sinceMs(pod, node), timestamp: timestamp(clock) });
    },
  };
}
