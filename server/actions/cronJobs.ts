import type { Cluster, Name } from "@/server/cluster/cluster";
import type { CronJob, Job } from "@/server/objects/types";

/** Nothing is started until it is resumed; what runs goes on. */
export function suspend(cluster: Cluster, at: Name): Promise<CronJob> {
  return setSuspended(cluster, at, true);
}

/** The last time that was missed meanwhile is made up for, unless its deadline has passed. */
export function unsuspend(cluster: Cluster, at: Name): Promise<CronJob> {
  return setSuspended(cluster, at, false);
}

function setSuspended(cluster: Cluster, at: Name, isSuspended: boolean): Promise<CronJob> {
  return cluster.patch("CronJob", at, { type: "merge", body: { spec: { suspend: isSuspended } } });
}

/** A Job from its template now, whatever its schedule and policy say, as `kubectl create job --from`. */
export async function runNow(cluster: Cluster, at: Name): Promise<Job> {
  const { apiVersion, kind, metadata, spec } = await cluster.get("CronJob", at);
  const { labels, annotations } = spec.jobTemplate.metadata ?? {};
  return cluster.create("Job", {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      generateName: `${metadata.name}-manual-`,
      namespace: at.namespace,
      ...(labels ? { labels } : {}),
      annotations: { ...annotations, "cronjob.kubernetes.io/instantiate": "manual" },
      // It does not hold up the deletion of the CronJob.
      ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true }],
    },
    spec: { ...spec.jobTemplate.spec },
  });
}
