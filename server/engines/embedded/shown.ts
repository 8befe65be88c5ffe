import type { KindDefinition } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import type { Change, Key } from "@/server/store/store";
import type { Engine } from "./engine";

/** Between the store and everyone else: custom kinds show what is stored in their own way, all others as it is. */

export async function shown(kind: KindDefinition, stored: readonly KubeObject[]): Promise<readonly KubeObject[]> {
  return kind.custom ? kind.custom.fromStored(stored) : stored;
}

export async function shownOne(kind: KindDefinition, stored: KubeObject): Promise<KubeObject> {
  if (!kind.custom) return stored;
  const [object = stored] = await kind.custom.fromStored([stored]);
  return object;
}

/** A change as a reader of this kind sees it. */
export type Seen = Pick<Change, "type" | "object" | "previous" | "revision">;

export async function shownChanges(kind: KindDefinition, batch: readonly Change[]): Promise<readonly Seen[]> {
  if (!kind.custom) return batch;
  const stored = batch.flatMap(({ object, previous }) => (previous ? [object, previous] : [object]));
  await kind.custom.fromStored(stored); // all at once, where somebody has to be asked
  const seen: Seen[] = [];
  for (const { type, object, previous, revision } of batch)
    seen.push({
      type,
      revision,
      object: await shownOne(kind, object),
      ...(previous && { previous: await shownOne(kind, previous) }),
    });
  return seen;
}

/** The object as it enters the store: a Secret sealed, a custom object in the version that its kind is stored in. */
export async function toStore(engine: Engine, kind: KindDefinition, object: KubeObject): Promise<KubeObject> {
  return kind.custom ? kind.custom.toStored(object) : engine.secrets.close(kind, object);
}

/** A definition counts once its write is acknowledged: whoever made a kind finds it. */
export async function kindsInclude(engine: Engine, { resource }: Key, revision: number | undefined): Promise<void> {
  if (resource === "customresourcedefinitions.apiextensions.k8s.io" && revision !== undefined)
    await engine.kinds.includes(revision);
}
