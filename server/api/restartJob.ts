import type { Cluster, Name } from "@/server/cluster/cluster";
import { type Clock, delay } from "@/server/lib/clock";
import { ClusterError, isReason } from "@/server/lib/errors";
import type { Job, Manifest } from "@/server/objects/types";

const patienceMs = 10_000;
const lookEveryMs = 100;
/** What the Job controller wrote into the old one, by which it told its pods. */
const generated = ["controller-uid", "batch.kubernetes.io/controller-uid", "job-name", "batch.kubernetes.io/job-name"];

/**
 * Deletes the Job with its pods, waits until it is gone, and makes it again. Throws `Timeout` when the old one does not
 * go: it is then being deleted, and its manifest is in the history.
 */
export async function restartJob(cluster: Cluster, at: Name, clock: Clock): Promise<Job> {
  const job = await cluster.get("Job", at);
  const manifest = manifestOf(job);
  await cluster.create(
    "Job",
    { ...manifest, metadata: { ...manifest.metadata, name: `${at.name}-dry` } },
    { dryRun: true },
  );
  await cluster.delete("Job", at, { propagation: "Background", uid: job.metadata.uid });
  const startMs = clock.monotonicMs();
  while (clock.monotonicMs() - startMs < patienceMs) {
    if (await isGone(cluster, at, job.metadata.uid)) return cluster.create("Job", manifest);
    await delay(clock, lookEveryMs);
  }
  throw new ClusterError("Timeout", {
    says: `The old ${at.name} has not gone within ${patienceMs / 1000} s; undo brings it back when it has.`,
  });
}

async function isGone(cluster: Cluster, at: Name, uid: string): Promise<boolean> {
  try {
    return (await cluster.get("Job", at)).metadata.uid !== uid;
  } catch (error) {
    if (isReason(error, "NotFound")) return true;
    throw error;
  }
}

/** What a person would have written: without what the platform added. */
function manifestOf({ metadata, spec }: Job): Manifest {
  const { selector: _selector, ...rest } = spec;
  const template = {
    ...spec.template,
    metadata: { ...spec.template.metadata, labels: own(spec.template.metadata?.labels) },
  };
  const { name, namespace, annotations } = metadata;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace, labels: own(metadata.labels), annotations },
    spec: { ...rest, template },
  };
}

function own(labels: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !generated.includes(key)));
}
