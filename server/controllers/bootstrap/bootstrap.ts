import type { Cluster } from "@/server/cluster/cluster";
import { isReason } from "@/server/lib/errors";
import { builtInRbac } from "@/server/objects/rbac/builtInRoles";
import { localProvisioner } from "@/server/objects/storage";
import type { Manifest } from "@/server/objects/types";

/** The GatewayClass whose Gateways this platform makes real, and the controller's name in its status. */
const gatewayClass = "pilothouse";
const gatewayController = "pilothouse.dev/gateway";

export interface BootstrapOptions {
  /** Where the gateway listens: the port of the Gateway `default`. */
  readonly gatewayPort: number;
}

/** Makes what is there from the start; what lies there already is left as it is. Throws what the cluster throws. */
export async function bootstrap(cluster: Cluster, options: BootstrapOptions): Promise<void> {
  for (const manifest of bootstrapManifests(options)) {
    try {
      await cluster.create(manifest.kind, manifest);
    } catch (error) {
      if (!isReason(error, "AlreadyExists")) throw error;
    }
  }
}

const systemPriorities = [
  {
    name: "system-cluster-critical",
    value: 2_000_000_000,
    description:
      "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
  },
  {
    name: "system-node-critical",
    value: 2_000_001_000,
    description: "Used for system critical pods that must not be moved from their current node.",
  },
].map(({ name, ...rest }) => ({
  apiVersion: "scheduling.k8s.io/v1",
  kind: "PriorityClass",
  metadata: { name },
  ...rest,
}));

function bootstrapManifests({ gatewayPort }: BootstrapOptions): Manifest[] {
  const namespaces = ["default", "kube-system", "kube-node-lease"].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  }));
  return [
    ...namespaces,
    ...builtInRbac,
    ...systemPriorities,
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name: "local",
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner: localProvisioner,
      reclaimPolicy: "Delete",
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: {
        name: gatewayClass,
        annotations: { "ingressclass.kubernetes.io/is-default-class": "true" },
      },
      spec: { controller: gatewayController },
    },
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "GatewayClass",
      metadata: { name: gatewayClass },
      spec: { controllerName: gatewayController },
    },
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { name: "default", namespace: "default" },
      spec: {
        gatewayClassName: gatewayClass,
        listeners: [
          { name: "http", port: gatewayPort, protocol: "HTTP", allowedRoutes: { namespaces: { from: "All" } } },
        ],
      },
    },
  ];
}
