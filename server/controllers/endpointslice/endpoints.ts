import { isDeleting } from "@/server/objects/meta";
import { answeringPort, isReady, isTerminal, resolvePort } from "@/server/objects/pods";
import type { EndpointSlice, Node, Pod, Service } from "@/server/objects/types";

export type Endpoint = EndpointSlice["endpoints"][number];
export type EndpointPort = NonNullable<EndpointSlice["ports"]>[number];
export type Family = "IPv4" | "IPv6";

/** Endpoints that answer on the same ports: one slice (or more, where they are many). */
export interface Group {
  readonly family: Family;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

const zoneLabel = "topology.kubernetes.io/zone";

/** A Service's pods as endpoints, by address family and by the ports that answer at each pod. */
export function groupEndpoints(
  service: Service,
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
): Group[] {
  const groups = new Map<string, { family: Family; ports: readonly EndpointPort[]; endpoints: Endpoint[] }>();
  for (const pod of pods) {
    if (isTerminal(pod) || !pod.spec.nodeName) continue;
    for (const family of familiesOf(service)) {
      const address = addressOf(pod, family);
      if (address === undefined) continue;
      const ports = portsOf(service, pod);
      const key = `${family} ${JSON.stringify(ports)}`;
      const group = groups.get(key) ?? { family, ports, endpoints: [] };
      group.endpoints.push(
        endpointOf(service, pod, { address, zone: nodeOf(pod.spec.nodeName)?.metadata.labels?.[zoneLabel] }),
      );
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

export function familiesOf({ spec }: Service): Family[] {
  const families = (spec.ipFamilies ?? []).filter((family) => family === "IPv4" || family === "IPv6");
  return families.length > 0 ? families : ["IPv4"];
}

function addressOf({ status }: Pod, family: Family): string | undefined {
  const addresses = [...(status?.podIPs ?? []).map(({ ip }) => ip), status?.podIP];
  return addresses.find((address) => address && address.includes(":") === (family === "IPv6"));
}

/** The Service's ports where they answer at this pod; a named target port that the pod lacks is left out. */
function portsOf({ spec }: Service, pod: Pod): EndpointPort[] {
  return (spec.ports ?? []).flatMap(({ name = "", port, targetPort, protocol = "TCP", appProtocol }) => {
    const target = resolvePort(pod, targetPort ?? port);
    if (target === undefined) return [];
    return [{ name, port: answeringPort(pod, target), protocol, ...(appProtocol ? { appProtocol } : {}) }];
  });
}

function endpointOf(
  service: Service,
  pod: Pod,
  { address, zone }: { address: string; zone: string | undefined },
): Endpoint {
  const { name, namespace, uid } = pod.metadata;
  const serving = isReady(pod);
  const terminating = isDeleting(pod);
  const isNamed = pod.spec.hostname && pod.spec.subdomain === service.metadata.name;
  return {
    addresses: [address],
    conditions: {
      ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating),
      serving,
      terminating,
    },
    ...(isNamed ? { hostname: pod.spec.hostname } : {}),
    nodeName: pod.spec.nodeName,
    targetRef: { kind: "Pod", namespace, name, uid },
    ...(zone ? { zone } : {}),
  };
}
