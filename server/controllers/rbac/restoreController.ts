import { builtInRbac } from "@/server/objects/rbac/builtInRoles";
import type { Controller, ControllerTools } from "../controller";
import { restore } from "./restore";

const builtIn = new Map(builtInRbac.map((one) => [`${one.kind}/${one.metadata.name}`, one]));

/** Keeps the built-in roles and bindings whole, so that nobody locks everybody out. */
export function rbacRestoreController({ caches }: ControllerTools): Controller {
  const kinds = ["ClusterRole", "ClusterRoleBinding"] as const;
  return {
    name: "rbac-defaults-controller",
    kinds,
    watch: (queue) =>
      kinds.map((kind) =>
        caches.of(kind).onChange(({ object }) => {
          const key = `${kind}/${object.metadata.name}`;
          if (builtIn.has(key)) queue.add(key);
        }),
      ),
    async reconcile(key) {
      const wanted = builtIn.get(key);
      if (!wanted) return undefined;
      const kind = wanted.kind === "ClusterRole" ? "ClusterRole" : "ClusterRoleBinding";
      return restore(wanted, caches.of(kind).get(undefined, wanted.metadata.name));
    },
  };
}
