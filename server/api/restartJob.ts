import type { Cluster, Name } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import type { Job } from "@/server/objects/types";
import { manifestOf } from "./manifestOf";

const patienceMs = 10_000;

/**
 * Deletes the Job with its pods, waits until it is gone, and makes it again. What could not be made again is not deleted
 * (`Invalid`, `Forbidden`). Throws `Timeout` when the old one does not go: it is being deleted, and the history has it.
 */
export async function restartJob(cluster: Cluster, at: Name, clock: Clock): Promise<Job> {
  const job = await cluster.get("Job", at);
  const manifest = manifestOf(job);
  // Under another name, since its own is still taken.
  const rehearsal = { ...manifest.metadata, name: undefined, generateName: "restart-" };
  await cluster.create("Job", { ...manifest, metadata: rehearsal }, { dryRun: true });
  await cluster.delete("Job", at, { propagation: "Background", uid: job.metadata.uid });
  await untilGone(cluster, job, clock);
  return cluster.create("Job", manifest);
}

async function untilGone(cluster: Cluster, { metadata }: Job, clock: Clock): Promise<void> {
  const { namespace, name, uid } = metadata;
  const abort = new AbortController();
  const cancel = clock.after(patienceMs, () => abort.abort());
  let isThere = false;
  try {
    const watching = cluster.watch("Job", { namespace, fieldSelector: `metadata.name=${name}`, signal: abort.signal });
    for await (const batch of watching)
      for (const event of batch) {
        // The first BOOKMARK comes after all that is there.
        if (event.type === "BOOKMARK" && !isThere) return;
        if (event.type !== "BOOKMARK" && event.object.metadata.uid === uid) isThere = event.type !== "DELETED";
        if (event.type === "DELETED" && !isThere) return;
      }
  } finally {
    cancel();
    abort.abort();
  }
  throw new ClusterError("Timeout", {
    says: `The old ${name} has not gone within ${patienceMs / 1000} s; undo brings it back when it has.`,
  });
}
