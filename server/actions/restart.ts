import type { Cluster, Name } from "@/server/cluster/cluster";
import { type Clock, timestamp } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";

/** The annotation by which `kubectl rollout restart` makes a template differ. */
const restartedAtAnnotation = "kubectl.kubernetes.io/restartedAt";

/** Replaces all pods of a workload as its strategy allows, as `kubectl rollout restart`. Throws `BadRequest` when it is paused. */
export async function restart(
  cluster: Cluster,
  at: Name & { readonly kind?: string },
  clock: Clock,
): Promise<KubeObject> {
  const { kind = "Deployment", name, namespace } = at;
  const workload = await cluster.get(kind, { name, namespace });
  if ((workload.spec as { paused?: boolean } | undefined)?.paused)
    throw new ClusterError("BadRequest", {
      says: `${name} is paused, so a restart would not begin: resume it first.`,
      about: { kind, name },
    });
  const annotations = { [restartedAtAnnotation]: timestamp(clock) };
  const body = { spec: { template: { metadata: { annotations } } } };
  return cluster.patch(kind, { name, namespace }, { type: "merge", body }, { fieldManager: "kubectl-rollout" });
}
