import type { Cluster } from "@/server/cluster/cluster";
import { type Clock, microTimestamp } from "@/server/lib/clock";
import { isReason, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Manifest } from "@/server/objects/types";

export interface HeartbeatOptions {
  readonly node: string;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
  readonly everyMs: number;
}

const namespace = "kube-node-lease";
const leaseSeconds = 40;

/** Renews the node's Lease every few seconds: that is how the cluster knows that the node lives. */
export function beat(options: HeartbeatOptions): { close(): void } {
  const { node, log, clock } = options;
  let isBusy = false;
  let isLost = false;
  const renew = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      await renewOnce(options);
      if (isLost) log.info({ node }, "the heartbeat is heard again");
      isLost = false;
    } catch (error) {
      if (!isLost) log.warn({ node, reason: messageOf(error) }, "the heartbeat is not heard");
      isLost = true;
    } finally {
      isBusy = false;
    }
  };
  void renew();
  return { close: clock.every(options.everyMs, () => void renew()) };
}

async function renewOnce({ node, cluster, clock }: HeartbeatOptions): Promise<void> {
  const spec = { holderIdentity: node, leaseDurationSeconds: leaseSeconds, renewTime: microTimestamp(clock) };
  const at = { namespace, name: node };
  try {
    await cluster.patch("Lease", at, { type: "merge", body: { spec } });
  } catch (error) {
    if (!isReason(error, "NotFound")) throw error;
    const lease: Manifest = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: at, spec };
    await cluster.create("Lease", lease);
  }
}
