import { timestamp } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import { conditionOf } from "@/server/objects/meta";
import type { Node } from "@/server/objects/types";
import type { Controller, ControllerTools } from "../controller";
import type { Fence } from "../fence";
import { Heartbeats } from "./heartbeats";
import { reconcile } from "./reconcile";
import { hasTaint, outOfService } from "./taints";

export interface NodeLifecycleOptions {
  /** Silence after which a node is lost; Kubernetes' --node-monitor-grace-period. */
  readonly graceMs: number;
  readonly isWritable: () => boolean;
  readonly fence: Fence;
}

const leaseNamespace = "kube-node-lease";

/** Tells from heartbeats which nodes are lost, and makes sure that a lost node's pods have ended before they are replaced. */
export function nodeLifecycleController(tools: ControllerTools, options: NodeLifecycleOptions): Controller {
  const { caches, clock, log } = tools;
  const nodes = caches.of("Node");
  const pods = caches.of("Pod");
  const leases = caches.of("Lease");
  const tickMs = Math.min(1_000, options.graceMs / 8);
  const heartbeats = new Heartbeats({ graceMs: options.graceMs, tickMs });

  /** Whether the node's pods are confirmed dead. A node that was heard of meanwhile runs them again, and is not. */
  async function isFenced(node: Node, mayEvict: boolean): Promise<boolean> {
    const { name } = node.metadata;
    if (!heartbeats.isLost(name)) return false;
    if (hasTaint(node, outOfService, "NoExecute")) return true;
    if (!mayEvict || conditionOf(node.status?.conditions, "Ready")?.status !== "Unknown") return false;
    try {
      const answer = await options.fence(name);
      if (answer === "unknown")
        log.warn({ node: name }, "a lost node's pods are not confirmed dead: they are not replaced");
      return answer === "fenced" && heartbeats.isLost(name);
    } catch (error) {
      log.warn({ node: name, reason: messageOf(error) }, "fencing a lost node failed");
      return false;
    }
  }

  return {
    name: "node-controller",
    kinds: ["Node", "Pod", "Lease"],
    watch: (queue) => [
      nodes.onChange(({ type, object, previous }) => {
        const { name } = object.metadata;
        if (type === "DELETED" || type === "GONE") {
          heartbeats.forget(name);
          return;
        }
        heartbeats.seen(name);
        const beat = heartbeatOf(object);
        if (previous && beat !== undefined && beat !== heartbeatOf(previous)) heartbeats.heard(name);
        queue.add(name);
      }),
      leases.onChange(({ type, object }) => {
        const { name, namespace } = object.metadata;
        if (namespace !== leaseNamespace || type === "DELETED" || type === "GONE") return;
        if (!nodes.get(undefined, name)) return;
        const wasLost = heartbeats.isLost(name);
        heartbeats.heard(name);
        if (wasLost) queue.add(name);
      }),
      // A lost node comes again at every tick: fencing may take more than one try.
      clock.every(tickMs, () => {
        heartbeats.tick(clock.monotonicMs(), options.isWritable());
        for (const { metadata } of nodes.list()) if (heartbeats.isLost(metadata.name)) queue.add(metadata.name);
      }),
    ],
    async reconcile(name) {
      if (!nodes.get(undefined, name)) return undefined;
      const mayEvict = !heartbeats.areAllSilent();
      const fenced = await isFenced(nodes.get(undefined, name) as Node, mayEvict);
      const node = nodes.get(undefined, name);
      if (!node) return undefined;
      const isLost = heartbeats.isLost(name);
      const observed = {
        isLost,
        isFenced: fenced,
        mayEvict,
        pods: isLost ? pods.onNode(name) : [],
        timestamp: timestamp(clock),
      };
      return reconcile(node, observed);
    },
  };
}

/** A kubelet that has no lease beats by its status. A write of ours (Unknown) is no heartbeat. */
function heartbeatOf(node: Node): string | undefined {
  const ready = conditionOf(node.status?.conditions, "Ready");
  return ready?.status === "Unknown" ? undefined : ready?.lastHeartbeatTime;
}
