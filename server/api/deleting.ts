import type * as z from "zod";
import type { Cluster } from "@/server/cluster/cluster";
import type { deletion } from "./inputs";

/** What was deleted, so that it can be taken back: `objects.undo` makes it again as it was at this revision. */
export interface Deleted {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly resourceVersion: string;
}

export async function deleteObject(
  cluster: Cluster,
  kind: string,
  { namespace, name, ...options }: z.output<typeof deletion>,
): Promise<Deleted> {
  const { metadata } = await cluster.delete(kind, { namespace, name }, options);
  return { kind, namespace, name, resourceVersion: metadata.resourceVersion };
}
