import type { Cluster, Name } from "@/server/cluster/cluster";
import type { Deployment } from "@/server/objects/types";

/** Changes to the template wait until it is resumed; scaling goes on. Paused already: nothing changes. */
export function pause(cluster: Cluster, at: Name): Promise<Deployment> {
  return setPaused(cluster, at, true);
}

/** What changed while it was paused rolls out now. */
export function resume(cluster: Cluster, at: Name): Promise<Deployment> {
  return setPaused(cluster, at, false);
}

function setPaused(cluster: Cluster, at: Name, isPaused: boolean): Promise<Deployment> {
  const body = { spec: { paused: isPaused ? true : null } };
  return cluster.patch("Deployment", at, { type: "merge", body }, { fieldManager: "kubectl-rollout" });
}
