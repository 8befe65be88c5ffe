import type { Cluster } from "@/server/cluster/cluster";
import { type ReflectOptions, type Reflector, reflect } from "@/server/cluster/reflector";
import type { KubeObject } from "@/server/objects/types";
import type { Grants, RbacObject } from "./grants";

const rbacKinds = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"] as const;

export interface FollowedGrants {
  /** Resolves once everything that was stored is known: before, nobody may be refused for want of a role. */
  readonly synced: Promise<void>;
  close(): void;
}

/** Keeps the index as the cluster's RBAC objects are. `cluster` must be seen by a part that needs no role itself. */
export function followGrants(
  grants: Grants,
  cluster: Cluster,
  options: Pick<ReflectOptions<KubeObject>, "clock" | "log">,
): FollowedGrants {
  const reflectors = rbacKinds.map((kind) => {
    const reflector = reflect<string>(cluster, kind, options) as unknown as Reflector<RbacObject>;
    reflector.onChange(({ type, object }) => {
      if (type === "DELETED" || type === "GONE") grants.remove(object);
      else grants.put(object);
    });
    return reflector;
  });
  const synced = Promise.all(reflectors.map((reflector) => reflector.synced)).then(() => {});
  synced.catch(() => {});
  return {
    synced,
    close() {
      for (const reflector of reflectors) reflector.close();
    },
  };
}
