import type { EndpointSlice, Endpoints } from "@/server/objects/types";
import type { Outcome } from "../actions";
import type { Endpoint, EndpointPort, Family, Group } from "../endpointslice/endpoints";
import { managedByLabel, type SliceOwner, serviceLabel, sliceActions } from "../endpointslice/slices";

export const managedBy = "endpointslicemirroring-controller.k8s.io";
const skipLabel = "endpointslice.kubernetes.io/skip-mirror";
/** Of other writers of Endpoints, and of nobody else's interest. */
const unmirrored = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  "endpoints.kubernetes.io/last-change-trigger-time",
]);

type Subset = NonNullable<Endpoints["subsets"]>[number];
type Address = NonNullable<Subset["addresses"]>[number];

/** Whether somebody wrote these Endpoints by hand, and wants them to be used. */
export function isMirrored({ metadata }: Endpoints): boolean {
  return (
    metadata.labels?.[skipLabel] !== "true" &&
    metadata.labels?.["endpoints.kubernetes.io/managed-by"] === undefined &&
    metadata.annotations?.["control-plane.alpha.kubernetes.io/leader"] === undefined
  );
}

/** Endpoints that were written by hand, as slices: what carries traffic and answers names reads only those. */
export function reconcile(endpoints: Endpoints, slices: readonly EndpointSlice[]): Outcome {
  return { actions: sliceActions(ownerOf(endpoints), groupsOf(endpoints), slices) };
}

function ownerOf(endpoints: Endpoints): SliceOwner {
  const { labels, annotations, name } = endpoints.metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !unmirrored.has(key));
  return {
    object: endpoints,
    labels: { ...labels, [serviceLabel]: name, [managedByLabel]: managedBy },
    ...(kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {}),
  };
}

/** Addresses that answer on the same ports, by family. */
function groupsOf({ subsets }: Endpoints): Group[] {
  const groups = new Map<string, { family: Family; ports: readonly EndpointPort[]; endpoints: Endpoint[] }>();
  for (const subset of subsets ?? []) {
    const ports = portsOf(subset);
    for (const [addresses, ready] of [
      [subset.addresses, true],
      [subset.notReadyAddresses, false],
    ] as const)
      for (const address of addresses ?? []) {
        const family = address.ip.includes(":") ? "IPv6" : "IPv4";
        const key = `${family} ${JSON.stringify(ports)}`;
        const group = groups.get(key) ?? { family, ports, endpoints: [] };
        group.endpoints.push(endpointOf(address, ready));
        groups.set(key, group);
      }
  }
  return [...groups.values()];
}

function portsOf({ ports }: Subset): EndpointPort[] {
  return (ports ?? []).map(({ name = "", port, protocol = "TCP", appProtocol }) => ({
    name,
    port,
    protocol,
    ...(appProtocol ? { appProtocol } : {}),
  }));
}

function endpointOf({ ip, hostname, nodeName, targetRef }: Address, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    ...(targetRef ? { targetRef } : {}),
  };
}
