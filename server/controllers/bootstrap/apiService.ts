import type { Cluster } from "@/server/cluster/cluster";
import { isReason } from "@/server/lib/errors";
import type { Manifest } from "@/server/objects/types";

/** Where programs in pods find the API: the Service `kubernetes`, and what stands behind it. */
export interface ApiPlace {
  /** The first address of the service range. */
  readonly serviceAddress: string;
  /** Where the API listens, as this machine calls it: an IPv4 address. */
  readonly address: string;
  readonly port: number;
}

const name = "kubernetes";
const at = { name, namespace: "default" };
const manager = "kube-apiserver";

/**
 * Makes the Service `kubernetes` with its endpoints, as kube-apiserver does. The endpoints are this start's, since the
 * port may be another one than last time; a Service that is there is left as it is. Throws what the cluster throws.
 */
export async function offerApi(cluster: Cluster, place: ApiPlace): Promise<void> {
  const { service, endpoints, slice } = manifestsOf(place);
  try {
    await cluster.get("Service", at);
  } catch (error) {
    if (!isReason(error, "NotFound")) throw error;
    await cluster.create("Service", service);
  }
  const applied = { type: "apply", force: true } as const;
  await cluster.patch("EndpointSlice", at, { ...applied, body: slice }, { fieldManager: manager });
  // Endpoints cannot hold a loopback address: they name the Service's, where pods reach the same; process pods have none.
  if (!place.serviceAddress.startsWith("127."))
    await cluster.patch("Endpoints", at, { ...applied, body: endpoints }, { fieldManager: manager });
}

function manifestsOf({ serviceAddress, address, port }: ApiPlace): Record<"service" | "endpoints" | "slice", Manifest> {
  const own = { component: "apiserver", provider: name };
  const https = { name: "https", protocol: "TCP" };
  return {
    service: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...at, labels: own },
      spec: {
        clusterIP: serviceAddress,
        type: "ClusterIP",
        ports: [{ ...https, port: 443, targetPort: port }],
      },
    },
    endpoints: {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { ...at, labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } },
      subsets: [{ addresses: [{ ip: serviceAddress }], ports: [{ ...https, port: 443 }] }],
    },
    slice: {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { ...at, labels: { "kubernetes.io/service-name": name } },
      addressType: "IPv4",
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
      ports: [{ ...https, port }],
    },
  };
}
