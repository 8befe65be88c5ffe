import type { Cluster } from "@/server/cluster/cluster";
import { listIfAllowed } from "../lists";
import { referencesOf } from "../workloads/templateRow";

export interface UserRow {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob";
  readonly name: string;
}

/** The workloads whose pods read this ConfigMap or Secret. */
export async function usersOf(
  cluster: Cluster,
  kind: "ConfigMap" | "Secret",
  at: { readonly namespace: string; readonly name: string },
): Promise<UserRow[]> {
  const found: UserRow[] = [];
  for (const owner of ["Deployment", "StatefulSet", "DaemonSet", "Job"] as const) {
    const { items } = await listIfAllowed(cluster, owner, at.namespace);
    for (const { metadata, spec } of items)
      if (referencesOf(spec.template, kind).has(at.name)) found.push({ kind: owner, name: metadata.name });
  }
  const cronJobs = await listIfAllowed(cluster, "CronJob", at.namespace);
  for (const { metadata, spec } of cronJobs.items) {
    const template = spec.jobTemplate.spec?.template;
    if (template && referencesOf(template, kind).has(at.name)) found.push({ kind: "CronJob", name: metadata.name });
  }
  return found;
}
