import { ClusterError } from "@/server/lib/errors";
import type { Manifest } from "@/server/objects/types";
import type { Name } from "./cluster";

/** What a client must know of a kind to speak of it: no schema, so that an agent need not carry one. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
}

const gateway = "gateway.networking.k8s.io";
const rows: readonly (readonly [kind: string, plural: string, group: string, scope?: "Cluster"])[] = [
  ["Namespace", "namespaces", "", "Cluster"],
  ["Node", "nodes", "", "Cluster"],
  ["Pod", "pods", ""],
  ["Service", "services", ""],
  ["ConfigMap", "configmaps", ""],
  ["Secret", "secrets", ""],
  ["ServiceAccount", "serviceaccounts", ""],
  ["Event", "events", ""],
  ["ReplicaSet", "replicasets", "apps"],
  ["Deployment", "deployments", "apps"],
  ["DaemonSet", "daemonsets", "apps"],
  ["StatefulSet", "statefulsets", "apps"],
  ["ControllerRevision", "controllerrevisions", "apps"],
  ["ReplicationController", "replicationcontrollers", ""],
  ["PodTemplate", "podtemplates", ""],
  ["Job", "jobs", "batch"],
  ["CronJob", "cronjobs", "batch"],
  ["Endpoints", "endpoints", ""],
  ["PersistentVolume", "persistentvolumes", "", "Cluster"],
  ["PersistentVolumeClaim", "persistentvolumeclaims", ""],
  ["StorageClass", "storageclasses", "storage.k8s.io", "Cluster"],
  ["Ingress", "ingresses", "networking.k8s.io"],
  ["IngressClass", "ingressclasses", "networking.k8s.io", "Cluster"],
  ["NetworkPolicy", "networkpolicies", "networking.k8s.io"],
  ["EndpointSlice", "endpointslices", "discovery.k8s.io"],
  ["Lease", "leases", "coordination.k8s.io"],
  ["PodDisruptionBudget", "poddisruptionbudgets", "policy"],
  ["PriorityClass", "priorityclasses", "scheduling.k8s.io", "Cluster"],
  ["HTTPRoute", "httproutes", gateway],
  ["Gateway", "gateways", gateway],
  ["GatewayClass", "gatewayclasses", gateway, "Cluster"],
];
const otherVersions: readonly Resource[] = [
  {
    group: "autoscaling",
    version: "v2",
    kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers",
    isNamespaced: true,
  },
  { group: "metrics.k8s.io", version: "v1beta1", kind: "NodeMetrics", plural: "nodes", isNamespaced: false },
  { group: "metrics.k8s.io", version: "v1beta1", kind: "PodMetrics", plural: "pods", isNamespaced: true },
];

export const builtInResources: readonly Resource[] = [
  ...rows.map(([kind, plural, group, scope]) => ({
    group,
    kind,
    plural,
    version: "v1",
    isNamespaced: scope !== "Cluster",
  })),
  ...otherVersions,
];

export function findResource(resources: readonly Resource[], kind: string): Resource {
  const found = resources.find((one) => one.kind === kind || `${one.kind}.${one.group}` === kind);
  if (found) return found;
  throw new ClusterError("BadRequest", { says: `no matches for kind "${kind}"` });
}

/** Where an object or a collection lies: `/apis/apps/v1/namespaces/default/deployments/web/status`. */
export function pathOf(resource: Resource, at: Partial<Name>, subresource?: string): string {
  const { group, version, plural, isNamespaced } = resource;
  const parts = group === "" ? ["api", version] : ["apis", group, version];
  if (isNamespaced && at.namespace) parts.push("namespaces", at.namespace);
  parts.push(plural);
  if (at.name !== undefined) parts.push(at.name);
  if (subresource) parts.push(subresource);
  return `/${parts.map(encodeURIComponent).join("/")}`;
}

/** Where a question is handed in: a TokenRequest at its account, a review in its group. */
export function questionPath({ apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">, at: Partial<Name>): string {
  if (kind === "TokenRequest") return pathOf(findResource(builtInResources, "ServiceAccount"), at, "token");
  const [group = "", version = ""] = apiVersion.split("/");
  const resource = { group, version, kind, plural: `${kind.toLowerCase()}s`, isNamespaced: at.namespace !== undefined };
  return pathOf(resource, { namespace: at.namespace });
}
