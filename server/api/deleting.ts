import type * as z from "zod";
import type { Cluster } from "@/server/cluster/cluster";
import type { deletion } from "./inputs";
import { type Written, written } from "./written";

/** The answer names the revision, so that it can be taken back: `objects.undo`. */
export async function deleteObject(
  cluster: Cluster,
  kind: string,
  { namespace, name, ...options }: Omit<z.output<typeof deletion>, "namespace"> & { readonly namespace?: string },
): Promise<Written> {
  return written(await cluster.delete(kind, { namespace, name }, options), kind);
}
