import type { Cluster } from "@/server/cluster/cluster";
import { listIfAllowed } from "../lists";
import { referencesOf } from "../workloads/templateRow";

export interface UserRow {
  readonly kind: "Deployment" | "DaemonSet" | "Job";
  readonly name: string;
}

/** The workloads whose pods read this ConfigMap or Secret. */
export async function usersOf(
  cluster: Cluster,
  kind: "ConfigMap" | "Secret",
  at: { readonly namespace: string; readonly name: string },
): Promise<UserRow[]> {
  const found: UserRow[] = [];
  for (const owner of ["Deployment", "DaemonSet", "Job"] as const) {
    const { items } = await listIfAllowed(cluster, owner, at.namespace);
    for (const { metadata, spec } of items)
      if (referencesOf(spec.template, kind).has(at.name)) found.push({ kind: owner, name: metadata.name });
  }
  return found;
}
