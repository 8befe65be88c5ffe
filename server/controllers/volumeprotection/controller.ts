import { isDeleting, nameOf } from "@/server/objects/meta";
import { claimProtection } from "@/server/objects/storage";
import type { Pod } from "@/server/objects/types";
import type { Controller, ControllerTools } from "../controller";
import { splitKey } from "../keys";
import { claimsOf, reconcile } from "./reconcile";

/** Lets a claim that is being deleted go once no pod on a node refers to it. */
export function claimProtectionController({ caches, cluster }: ControllerTools): Controller {
  const claims = caches.of("PersistentVolumeClaim");
  const pods = caches.of("Pod");
  return {
    name: "pvc-protection-controller",
    kinds: ["PersistentVolumeClaim", "Pod"],
    watch: (queue) => [
      claims.onChange(({ object }) => {
        if (isDeleting(object)) queue.add(nameOf(object));
      }),
      pods.onChange(({ type, object }) => {
        if (type !== "DELETED" && type !== "GONE") return;
        for (const name of claimsOf(object)) queue.add(`${object.metadata.namespace}/${name}`);
      }),
    ],
    async reconcile(key) {
      const [namespace = "", name] = splitKey(key);
      const claim = claims.get(namespace, name);
      if (!claim || !isDeleting(claim) || !claim.metadata.finalizers?.includes(claimProtection)) return undefined;
      const seen = reconcile(claim, pods.inNamespace(namespace));
      if (seen.actions.length === 0) return seen;
      // A pod that was bound a moment ago may not be in the cache: asked live before the last hold is taken away.
      const { items } = await cluster.list("Pod", { namespace });
      return reconcile(claim, items as readonly Pod[]);
    },
  };
}
