import { conditionOf } from "@/server/objects/meta";
import type { CustomResourceDefinition } from "@/server/objects/types";
import type { Caches } from "../caches";

/** Follows each custom kind, by the name that `Cluster` takes, as long as its definition is in force. Returns the way to stop. */
export function followCustomKinds(caches: Caches, follow: (kind: string) => () => void): () => void {
  const followed = new Map<string, { readonly kind: string; readonly stop: () => void }>();
  const end = (name: string) => {
    const known = followed.get(name);
    if (!known) return;
    followed.delete(name);
    known.stop();
    caches.drop(known.kind);
  };
  const stop = caches.of("CustomResourceDefinition").onChange(({ type, object }) => {
    const { name } = object.metadata;
    if (type === "DELETED" || type === "GONE" || !isInForce(object)) return end(name);
    const kind = `${object.spec.names.kind}.${object.spec.group}`;
    if (!followed.has(name)) followed.set(name, { kind, stop: follow(kind) });
  });
  return () => {
    stop();
    for (const name of [...followed.keys()]) end(name);
  };
}

function isInForce({ spec, status }: CustomResourceDefinition): boolean {
  const isServed = spec.versions.some((version) => version.served);
  return isServed && conditionOf(status?.conditions, "Established")?.status === "True";
}
