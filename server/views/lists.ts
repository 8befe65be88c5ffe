import type { Cluster, List } from "@/server/cluster/cluster";
import { isReason } from "@/server/lib/errors";
import type { ObjectOf } from "@/server/objects/types";

/** The list, or an empty one where the subject may not list this kind: a screen of many parts shows the rest. */
export async function listIfAllowed<K extends string>(
  cluster: Cluster,
  kind: K,
  namespace?: string,
): Promise<List<ObjectOf<K>>> {
  try {
    return await cluster.list(kind, namespace === undefined ? {} : { namespace });
  } catch (error) {
    if (isReason(error, "Forbidden", "NotFound")) return { items: [], resourceVersion: "0" };
    throw error;
  }
}

/** The newest of several lists' revisions. */
export function newest(...versions: readonly string[]): string {
  return versions.reduce((a, b) => (Number(b) > Number(a) ? b : a), "0");
}
