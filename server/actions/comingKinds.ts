import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import { customKinds } from "@/server/objects/custom/customKinds";
import type { KindDefinition } from "@/server/objects/kind";
import { KindRegistry } from "@/server/objects/registry";
import type { CustomResourceDefinition } from "@/server/objects/types";

/** How long an engine may take to serve the kinds of a definition that it has stored. */
const serveWithinMs = 10_000;

/** The kinds that a definition will bring, before the engine has accepted its names. */
export function kindsToCome(definition: CustomResourceDefinition): KindDefinition[] {
  const { metadata, spec, status } = definition;
  const established = {
    type: "Established",
    status: "True",
    reason: "InitialNamesAccepted",
    message: "",
    lastTransitionTime: metadata.creationTimestamp,
  } as const;
  const accepted = { storedVersions: [], ...status, acceptedNames: spec.names, conditions: [established] };
  return customKinds({ ...definition, status: accepted }, neverAsked);
}

async function neverAsked(): Promise<never> {
  throw new ClusterError("InternalError", { says: "what is only checked is not converted" });
}

/** Resolves once the cluster knows all of these kinds, or had its time. */
export async function untilServed(cluster: Cluster, wanted: readonly KindDefinition[], clock: Clock): Promise<void> {
  if (areKnown(cluster, wanted)) return;
  const over = new AbortController();
  const cancel = clock.after(serveWithinMs, () => over.abort());
  try {
    for await (const _change of cluster.watch("CustomResourceDefinition", { signal: over.signal })) {
      // The engine hears of it by a watch of its own.
      await new Promise((resolve) => setImmediate(resolve));
      if (areKnown(cluster, wanted)) return;
    }
  } catch (error) {
    // Whoever may not watch definitions does not wait: an object of a kind that is not there yet says so itself.
    if (!(error instanceof ClusterError)) throw error;
  } finally {
    cancel();
    over.abort();
  }
}

function areKnown(cluster: Cluster, wanted: readonly KindDefinition[]): boolean {
  const known = new KindRegistry(cluster.kinds());
  return wanted.every(({ group, version, plural }) => known.byResource(group, version, plural));
}
