import type { ListOptions, ReadOptions } from "@/server/cluster/cluster";
import { groupResource, type KindDefinition } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import type { Key } from "@/server/store/store";
import { type Engine, parseRevision, storeOf } from "./engine";
import type { Page } from "./pages";
import { notFound } from "./refusals";
import { selection } from "./select";
import { shown, shownOne } from "./shown";

/** The object as its kind shows what is stored (a Secret sealed). Throws `NotFound`. */
export async function read(
  engine: Engine,
  { kind, key }: { kind: KindDefinition; key: Key },
  options: ReadOptions = {},
): Promise<KubeObject> {
  const object = await storeOf(engine, kind).get(key, atLeast(options));
  if (!object) throw notFound(kind, key.name);
  return shownOne(kind, object);
}

/** The objects as they are stored, in the order of namespace and name. */
export async function readMany(engine: Engine, kind: KindDefinition, options: ListOptions): Promise<Page> {
  const { namespace = "", labelSelector = "", fieldSelector = "", limit = 0 } = options;
  const query = [groupResource(kind), namespace, labelSelector, fieldSelector].join("\n");
  if (options.continue) return engine.pages.next(query, options.continue, limit);
  const { matches, name } = selection(kind, options);
  const scope = {
    resource: groupResource(kind),
    ...(kind.isNamespaced && namespace ? { namespace } : {}),
    ...(name && { name }),
  };
  const listed = await storeOf(engine, kind).list(scope, atLeast(options));
  const all = await shown(kind, listed.items);
  const items = matches ? all.filter(matches) : all;
  const page = engine.pages.first(query, { items, revision: listed.revision }, limit);
  if (!matches || page.remainingItemCount === undefined) return page;
  // Kubernetes does not count what is left where a selector would have to look at it.
  const { remainingItemCount: _unsaid, ...uncounted } = page;
  return uncounted;
}

function atLeast(options: ReadOptions): { atLeast?: number } {
  return options.atLeast === undefined ? {} : { atLeast: parseRevision(options.atLeast) };
}
