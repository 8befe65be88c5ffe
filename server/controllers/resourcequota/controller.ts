import { groupResource } from "@/server/objects/kind";
import { nameOf } from "@/server/objects/meta";
import { isTerminal } from "@/server/objects/pods";
import { countedBy } from "@/server/objects/quota/usage";
import type { KubeObject, Pod } from "@/server/objects/types";
import type { Controller, ControllerTools, Queue } from "../controller";
import { splitKey } from "../keys";
import { clusterKind } from "../kinds";
import { reconcile } from "./reconcile";

/** Kinds that change too often to be followed for nothing. */
const unfollowed = new Set(["Event", "Lease"]);
/** Changes that come together are counted together. */
const gatherMs = 50;

/** Keeps the status of ResourceQuotas, as what they count comes and goes. */
export function resourceQuotaController({ cluster, caches }: ControllerTools): Controller {
  const kinds = cluster.kinds();
  const followed = kinds.filter(({ isNamespaced, kind }) => isNamespaced && !unfollowed.has(kind));
  const names = new Map(followed.map((kind) => [groupResource(kind), clusterKind(kind, kinds)]));
  const quotas = caches.of("ResourceQuota");

  function follow(queue: Queue, resource: string, kind: string): () => void {
    return caches.of(kind).onChange(({ type, object, previous }) => {
      if (type === "MODIFIED" && previous && !isRecounted(resource, object, previous)) return;
      for (const quota of quotas.inNamespace(object.metadata.namespace ?? ""))
        if (countedBy(quota.spec).has(resource)) queue.addAfter(nameOf(quota), gatherMs);
    });
  }

  return {
    name: "resourcequota-controller",
    kinds: ["ResourceQuota", ...names.values()],
    watch: (queue) => [
      quotas.onChange(({ object }) => queue.add(nameOf(object))),
      ...[...names].map(([resource, kind]) => follow(queue, resource, kind)),
    ],
    async reconcile(key) {
      const [namespace = "", name] = splitKey(key);
      const quota = quotas.get(namespace, name);
      if (!quota) return undefined;
      const counted = [...countedBy(quota.spec)].flatMap((resource) => {
        const kind = names.get(resource);
        return kind ? [[resource, caches.of<string>(kind).inNamespace(namespace)] as const] : [];
      });
      return reconcile(quota, new Map(counted));
    },
  };
}

/** Of most kinds only the number counts; of a pod also whether it has ended. */
function isRecounted(resource: string, object: KubeObject, previous: KubeObject): boolean {
  if (resource === "pods")
    return isTerminal(object as Pod) !== isTerminal(previous as Pod) || object.spec !== previous.spec;
  return resource === "services" || resource === "persistentvolumeclaims";
}
