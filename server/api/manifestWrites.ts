import type * as z from "zod";
import type { Cluster } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import type { Manifest } from "@/server/objects/types";
import type { manifest } from "./inputs";
import { type Written, written } from "./written";

type Given = z.output<typeof manifest>;

export async function createObject(cluster: Cluster, kind: string, given: Given): Promise<Written> {
  requireKind(kind, given);
  return written(await cluster.create(kind, given as Manifest), kind);
}

/** Three-way, as `kubectl apply`: what the form does not show is left as it is. Refuses what is not there. */
export async function updateObject(cluster: Cluster, kind: string, given: Given): Promise<Written> {
  requireKind(kind, given);
  await cluster.get(kind, { namespace: given.metadata.namespace, name: given.metadata.name });
  const { object } = await cluster.apply(given as Manifest, { fieldManager: "console" });
  return written(object, kind);
}

function requireKind(kind: string, given: Given): void {
  if (given.kind === kind) return;
  throw new ClusterError("BadRequest", { says: `This takes a ${kind}, not a ${given.kind}.` });
}
