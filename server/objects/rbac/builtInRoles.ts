import type { ClusterRole, ClusterRoleBinding, Manifest, PolicyRule } from "../types";
import { rbacGroup } from "../validation/rbac";
import kubernetesRoles from "./kubernetesRoles.generated.json";
import { limitsAnnotation } from "./limits";

/** Set to `false` on a built-in role or binding, it is left as people made it. */
export const autoUpdateAnnotation = "rbac.authorization.kubernetes.io/autoupdate";

const reads = ["get", "list", "watch"];
const writes = ["create", "update", "patch", "delete", "deletecollection"];

/** Groups of which everything may be read by whoever may look: none of them holds a secret value. */
const openGroups = [
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apps",
  "autoscaling",
  "batch",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "gateway.networking.k8s.io",
  "metrics.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "pilothouse.dev",
  "policy",
  "scheduling.k8s.io",
  "storage.k8s.io",
];
/** The core group by name, so that Secrets stay out. */
const openResources = [
  ...["namespaces", "nodes", "pods", "services", "endpoints", "configmaps", "events", "replicationcontrollers"],
  ...[
    "persistentvolumes",
    "persistentvolumeclaims",
    "resourcequotas",
    "limitranges",
    "serviceaccounts",
    "podtemplates",
  ],
  ...["pods/log", "pods/status", "nodes/status", "namespaces/status", "services/status", "*/scale"],
];

const look: PolicyRule[] = [
  { verbs: reads, apiGroups: [""], resources: openResources },
  { verbs: reads, apiGroups: openGroups, resources: ["*"] },
];

const workloads = ["deployments", "statefulsets", "daemonsets", "replicasets"];

const operate: PolicyRule[] = [
  { verbs: ["update", "patch"], apiGroups: ["apps"], resources: workloads },
  { verbs: ["update", "patch"], apiGroups: [""], resources: ["replicationcontrollers"] },
  { verbs: ["update", "patch"], apiGroups: [""], resources: ["replicationcontrollers/scale"] },
  { verbs: ["update", "patch"], apiGroups: ["batch"], resources: ["jobs", "cronjobs"] },
  { verbs: ["update", "patch"], apiGroups: ["apps"], resources: workloads.map((name) => `${name}/scale`) },
  { verbs: ["update", "patch"], apiGroups: [""], resources: ["nodes"] },
  { verbs: ["delete"], apiGroups: [""], resources: ["pods"] },
  { verbs: ["create"], apiGroups: [""], resources: ["pods/eviction"] },
];

/** What `kubectl scale`, `rollout restart` and `rollout pause` change, and `kubectl cordon`. */
const operated = [
  "spec.replicas",
  "spec.paused",
  "spec.suspend",
  "spec.template.metadata.annotations[kubectl.kubernetes.io/restartedAt]",
  "metadata.annotations[kubernetes.io/change-cause]",
];
const operatorLimits = {
  ...Object.fromEntries(workloads.map((name) => [`${name}.apps`, operated])),
  replicationcontrollers: operated,
  "jobs.batch": operated,
  "cronjobs.batch": operated,
  nodes: ["spec.unschedulable"],
};

const deploy: PolicyRule[] = [
  { verbs: writes, apiGroups: ["apps", "batch", "autoscaling", "pilothouse.dev"], resources: ["*"] },
  {
    verbs: writes,
    apiGroups: [""],
    resources: [
      ...["pods", "services", "configmaps", "secrets", "serviceaccounts", "persistentvolumeclaims", "podtemplates"],
      "replicationcontrollers",
      "replicationcontrollers/scale",
    ],
  },
  { verbs: reads, apiGroups: [""], resources: ["secrets"] },
  { verbs: writes, apiGroups: ["policy"], resources: ["poddisruptionbudgets"] },
  { verbs: writes, apiGroups: ["gateway.networking.k8s.io"], resources: ["httproutes"] },
  { verbs: writes, apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"] },
  { verbs: ["create"], apiGroups: [""], resources: ["pods/eviction"] },
  { verbs: ["get", "create"], apiGroups: [""], resources: ["pods/exec", "pods/attach", "pods/portforward"] },
  { verbs: ["get", "update", "patch"], apiGroups: [""], resources: ["pods/ephemeralcontainers"] },
];

/** What of the kinds that Kubernetes' own roles do not know belongs to its `view` and `edit`. */
const ownKinds: PolicyRule = {
  verbs: reads,
  apiGroups: ["gateway.networking.k8s.io", "metrics.k8s.io", "pilothouse.dev"],
  resources: ["*"],
};

/** As it is made, and as it is restored. */
export type BuiltInRbac = Manifest & (ClusterRole | ClusterRoleBinding);

/** In the order in which they are made: roles before what binds them. */
export const builtInRbac: readonly BuiltInRbac[] = [
  ...kubernetesRoles,
  role("viewer", look),
  role("operator", [...look, ...operate], { annotations: { [limitsAnnotation]: JSON.stringify(operatorLimits) } }),
  role("deployer", [...look, ...deploy]),
  role("pilothouse:aggregate-to-view", [ownKinds], {
    labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" },
  }),
  role("pilothouse:aggregate-to-edit", [{ ...ownKinds, verbs: writes, apiGroups: ["pilothouse.dev"] }, routes()], {
    labels: { "rbac.authorization.k8s.io/aggregate-to-edit": "true" },
  }),
  ...["viewer", "operator", "deployer"].map((name) => binding(name, name)),
  binding("admin", "cluster-admin"),
] as unknown as readonly BuiltInRbac[];

function routes(): PolicyRule {
  return { verbs: writes, apiGroups: ["gateway.networking.k8s.io"], resources: ["httproutes"] };
}

interface Marks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

function role(name: string, rules: readonly PolicyRule[], marks: Marks = {}): object {
  return { apiVersion: `${rbacGroup}/v1`, kind: "ClusterRole", metadata: metadata(name, marks), rules };
}

/** A user's group `pilothouse:ROLE` gives that role in the whole cluster. */
function binding(group: string, roleName: string): object {
  return {
    apiVersion: `${rbacGroup}/v1`,
    kind: "ClusterRoleBinding",
    metadata: metadata(`pilothouse:${group}`, {}),
    roleRef: { apiGroup: rbacGroup, kind: "ClusterRole", name: roleName },
    subjects: [{ apiGroup: rbacGroup, kind: "Group", name: `pilothouse:${group}` }],
  };
}

function metadata(name: string, { labels, annotations }: Marks) {
  return {
    name,
    labels: { "kubernetes.io/bootstrapping": "rbac-defaults", ...labels },
    annotations: { [autoUpdateAnnotation]: "true", ...annotations },
  };
}
