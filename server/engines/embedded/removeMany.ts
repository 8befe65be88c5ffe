import type { DeleteCollectionOptions, List } from "@/server/cluster/cluster";
import { isReason } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";
import { keyOf } from "./engine";
import { type Asked, audited, authorise } from "./guard";
import { readMany } from "./reads";
import { remove } from "./remove";
import type { Who } from "./views";

/**
 * Deletes what is selected, each object by itself as `remove` does, and leaves an entry of each. Whoever is refused
 * deletes nothing; what somebody else deleted meanwhile is passed over.
 */
export async function removeMany(who: Who, asked: Asked, options: DeleteCollectionOptions): Promise<List<KubeObject>> {
  const { engine, subject } = who;
  const { kind, namespace } = asked;
  const act = { verb: "deletecollection", kind, namespace, name: "" } as const;
  const decision = await authorise(engine, subject, asked).catch((error: unknown) =>
    audited<never>(who, act, () => Promise.reject(error)),
  );
  const { labelSelector, fieldSelector, limit, continue: token, atLeast, ...each } = options;
  const selected = { namespace, labelSelector, fieldSelector, limit, continue: token, atLeast };
  const page = await readMany(engine, kind, selected);
  const deleted: KubeObject[] = [];
  for (const { metadata } of page.items) {
    const key = keyOf(kind, metadata);
    const at = { namespace: metadata.namespace, name: metadata.name };
    const run = async () => {
      const { object, before } = await remove({ engine, subject, asked: { ...asked, ...at }, decision }, key, each);
      return { result: object, before };
    };
    try {
      deleted.push(each.dryRun ? (await run()).result : await audited(who, { ...act, ...at }, run));
    } catch (error) {
      if (!isReason(error, "NotFound")) throw error;
    }
  }
  return { ...page, items: deleted };
}
