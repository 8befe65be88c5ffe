import type { NodeLookups } from "@/server/access/nodePolicy";
import type { PersistentVolume, Pod } from "@/server/objects/types";
import type { Store } from "@/server/store/store";

/** What the policy for agents asks of the cluster, answered from the store's memory. */
export function nodeLookups(store: Store): NodeLookups {
  return {
    pod: async (namespace, name) => (await store.get({ resource: "pods", namespace, name })) as Pod | undefined,
    volume: async (name) =>
      (await store.get({ resource: "persistentvolumes", namespace: "", name })) as PersistentVolume | undefined,
    podsOf: async (node, namespace) => {
      const { items } = await store.list({ resource: "pods", namespace });
      return (items as readonly Pod[]).filter((pod) => pod.spec.nodeName === node);
    },
  };
}
