import type { Cluster } from "@/server/cluster/cluster";
import type { Node } from "@/server/objects/types";

/** No new pods on the node; those that are there stay. Cordoned already: nothing changes. */
export function cordon(cluster: Cluster, node: string): Promise<Node> {
  return setUnschedulable(cluster, node, true);
}

export function uncordon(cluster: Cluster, node: string): Promise<Node> {
  return setUnschedulable(cluster, node, false);
}

function setUnschedulable(cluster: Cluster, name: string, isUnschedulable: boolean): Promise<Node> {
  const body = { spec: { unschedulable: isUnschedulable ? true : null } };
  return cluster.patch("Node", { name }, { type: "merge", body }, { fieldManager: "kubectl-cordon" });
}
