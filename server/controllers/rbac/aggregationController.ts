import { aggregated } from "@/server/objects/rbac/aggregate";
import { nothing } from "../actions";
import type { Controller, ControllerTools } from "../controller";

/** Gives aggregated ClusterRoles the rules of those that their selectors choose. */
export function clusterRoleAggregationController({ caches }: ControllerTools): Controller {
  const roles = caches.of("ClusterRole");
  return {
    name: "clusterrole-aggregation-controller",
    kinds: ["ClusterRole"],
    watch: (queue) => [
      roles.onChange(() => {
        for (const { aggregationRule, metadata } of roles.list()) if (aggregationRule) queue.add(metadata.name);
      }),
    ],
    async reconcile(name) {
      const role = roles.get(undefined, name);
      const rules = role && aggregated(role, roles.list());
      if (!rules) return nothing;
      return { actions: [{ do: "update", kind: "ClusterRole", object: { ...role, rules } }] };
    },
  };
}
