import type { Binding, Role } from "./policy";
import type { FieldPath, PolicyRule } from "./policyRules";

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

const look: readonly PolicyRule[] = [
  { verbs: reads, apiGroups: [""], resources: openResources },
  { verbs: reads, apiGroups: openGroups, resources: ["*"] },
];

const workloads = ["deployments", "statefulsets", "daemonsets", "replicasets"];
/** What `kubectl scale`, `rollout restart` and `rollout pause` change. */
const operated: readonly FieldPath[] = [
  ["spec", "replicas"],
  ["spec", "paused"],
  ["spec", "suspend"],
  ["spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"],
  ["metadata", "annotations", "kubernetes.io/change-cause"],
];
const cordoned: readonly FieldPath[] = [["spec", "unschedulable"]];

const operate: readonly PolicyRule[] = [
  { verbs: ["update", "patch"], apiGroups: ["apps"], resources: workloads, fields: operated },
  { verbs: ["update", "patch"], apiGroups: [""], resources: ["replicationcontrollers"], fields: operated },
  { verbs: ["update", "patch"], apiGroups: [""], resources: ["replicationcontrollers/scale"] },
  { verbs: ["update", "patch"], apiGroups: ["batch"], resources: ["jobs", "cronjobs"], fields: operated },
  { verbs: ["update", "patch"], apiGroups: ["apps"], resources: workloads.map((name) => `${name}/scale`) },
  { verbs: ["update", "patch"], apiGroups: [""], resources: ["nodes"], fields: cordoned },
  { verbs: ["delete"], apiGroups: [""], resources: ["pods"] },
  { verbs: ["create"], apiGroups: [""], resources: ["pods/eviction"] },
];

const deploy: readonly PolicyRule[] = [
  { verbs: writes, apiGroups: ["apps", "batch", "autoscaling", "pilothouse.dev"], resources: ["*"] },
  {
    verbs: writes,
    apiGroups: [""],
    resources: [
      ...["pods", "services", "configmaps", "secrets", "persistentvolumeclaims", "podtemplates"],
      ...["replicationcontrollers", "replicationcontrollers/scale"],
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

/** Reads all but Secrets; runs what is there; changes what is there; may do all. */
export const builtInRoles: readonly Role[] = [
  { name: "viewer", rules: look },
  { name: "operator", rules: [...look, ...operate] },
  { name: "deployer", rules: [...look, ...deploy] },
  { name: "admin", rules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }] },
];

/** A user's group `pilothouse:ROLE` gives the role of that name in the whole cluster. */
export const builtInBindings: readonly Binding[] = builtInRoles.map(({ name }) => ({
  role: name,
  subjects: [{ kind: "Group", name: `pilothouse:${name}` }],
}));
