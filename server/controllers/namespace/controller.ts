import { timestamp } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import { groupResource, offers } from "@/server/objects/kind";
import { isDeleting } from "@/server/objects/meta";
import type { Controller, ControllerTools } from "../controller";
import { clusterKind, kindsOnce } from "../kinds";
import { type Observed, type Remaining, reconcile } from "./reconcile";

/** Deletes what is in a namespace, and then the namespace. */
export function namespaceController({ cluster, caches, clock }: ControllerTools): Controller {
  const namespaces = caches.of("Namespace");

  /** Read from the engine, not from caches: a namespace must not go while anything in it is only not seen yet. */
  async function contentsOf(namespace: string): Promise<Pick<Observed, "remaining" | "unreadable">> {
    const kinds = kindsOnce(cluster.kinds());
    const remaining: Remaining[] = [];
    const unreadable: string[] = [];
    for (const kind of kinds.filter((one) => one.isNamespaced && offers(one, "delete"))) {
      const resource = groupResource(kind);
      try {
        const name = clusterKind(kind, kinds);
        const { items } = await cluster.list<string>(name, { namespace });
        remaining.push({ resource, kind: name, objects: items });
      } catch (error) {
        unreadable.push(`${resource}: ${messageOf(error)}`);
      }
    }
    return { remaining, unreadable };
  }

  return {
    name: "namespace-controller",
    kinds: ["Namespace"],
    watch: (queue) => [
      namespaces.onChange(({ type, object }) => {
        if (type === "ADDED" || type === "MODIFIED") queue.add(object.metadata.name);
      }),
      // The last pod to go lets the namespace go at once.
      caches.of("Pod").onChange(({ type, object }) => {
        const namespace = namespaces.get(undefined, object.metadata.namespace ?? "");
        if (type === "DELETED" && namespace && isDeleting(namespace)) queue.add(namespace.metadata.name);
      }),
    ],
    async reconcile(name) {
      const namespace = namespaces.get(undefined, name);
      if (!namespace) return undefined;
      const contents = isDeleting(namespace) ? await contentsOf(name) : { remaining: [], unreadable: [] };
      return reconcile(namespace, { ...contents, timestamp: timestamp(clock) });
    },
  };
}
