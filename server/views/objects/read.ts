import type { Cluster } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";
import type { ViewContext } from "../view";

export interface At {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A Secret is read in the platform's name, so that looking at its shape hands out (and audits) no value. */
export async function readerOf(cluster: Cluster, at: At, context: ViewContext): Promise<Cluster> {
  if (at.kind !== "Secret") return cluster;
  if (await cluster.can("get", "Secret", { namespace: at.namespace, name: at.name })) return context.platform;
  throw new ClusterError("Forbidden", { says: `You may not read Secrets in ${at.namespace ?? "this cluster"}.` });
}

export async function readObject(cluster: Cluster, at: At, context: ViewContext): Promise<KubeObject> {
  const reader = await readerOf(cluster, at, context);
  return reader.get(at.kind, { name: at.name, namespace: at.namespace });
}
