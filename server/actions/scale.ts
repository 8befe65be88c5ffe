import type { Cluster, Name } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";

/** By the scale subresource, so that whoever may scale needs no right to change the rest. Throws `Invalid`. */
export async function scale(
  cluster: Cluster,
  at: Name & { readonly kind?: string },
  replicas: number,
): Promise<KubeObject> {
  if (!Number.isInteger(replicas) || replicas < 0)
    throw new ClusterError("Invalid", {
      says: `${at.name} cannot have ${replicas} replicas: give a whole number, 0 or more.`,
      fields: [
        {
          field: "spec.replicas",
          reason: "FieldValueInvalid",
          message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
        },
      ],
    });
  const { kind = "Deployment", name, namespace } = at;
  return cluster.patch(
    kind,
    { name, namespace },
    { type: "merge", body: { spec: { replicas } } },
    { subresource: "scale" },
  );
}
