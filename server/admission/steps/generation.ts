import { isEqual } from "@/server/lib/equal";
import { apiVersionOf, type KindDefinition } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import { rbacGroup } from "@/server/objects/validation/rbac";
import type { AdmissionStep } from "../request";

/** Kinds whose objects carry no generation, as in Kubernetes. */
const ungenerated = new Set(
  ["Namespace", "Node", "Service", "ConfigMap", "Secret", "ServiceAccount", "LimitRange", "ResourceQuota", "Event"]
    .concat(["Endpoints", "PersistentVolume", "PersistentVolumeClaim"])
    .map((kind) => `v1 ${kind}`)
    .concat(["coordination.k8s.io/v1 Lease", "apps/v1 ControllerRevision", "storage.k8s.io/v1 StorageClass"])
    .concat(["node.k8s.io/v1 RuntimeClass"])
    .concat(["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"].map((kind) => `${rbacGroup}/v1 ${kind}`)),
);

/** Counts the changes of what is wanted, so that a status can say which of them it is about. */
export const generation: AdmissionStep = {
  name: "generation",
  admit(object, { kind, old, verb }) {
    if (ungenerated.has(`${apiVersionOf(kind)} ${kind.kind}`)) return object;
    if (verb === "create") return withGeneration(object, 1);
    if (!old || isEqual(wantedOf(object, kind), wantedOf(old, kind))) return object;
    return withGeneration(object, (old.metadata.generation ?? 0) + 1);
  },
};

function withGeneration(object: KubeObject, count: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, generation: count } };
}

function wantedOf(object: KubeObject, { generationIgnores = [], generationCounts = [] }: KindDefinition): object {
  const ignored = new Set(["apiVersion", "kind", "metadata", "status", ...generationIgnores]);
  for (const field of generationCounts) ignored.delete(field);
  return Object.fromEntries(Object.entries(object).filter(([field]) => !ignored.has(field)));
}
