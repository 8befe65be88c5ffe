import type { KubeObject } from "./types";

/** How many pods a scalable workload asks for; 1 when it does not say. */
export function replicasOf({ spec }: Pick<KubeObject, "spec">): number {
  const replicas = typeof spec === "object" && spec !== null ? Reflect.get(spec, "replicas") : undefined;
  return typeof replicas === "number" ? replicas : 1;
}
