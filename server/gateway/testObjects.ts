import type { Listener } from "@/server/objects/listener";
import type { EndpointSlice, Gateway, HTTPRouteMatch, Ingress, Service } from "@/server/objects/types";
import type { Observed } from "./compile";
import type { Endpoint, Entry, RouteTable, Rule } from "./table";

/** The Gateway `default` of namespace `default`. */
export function aGateway(...listeners: Listener[]): Gateway {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: {
      name: "default",
      namespace: "default",
      uid: "gateway",
      resourceVersion: "1",
      creationTimestamp: "2026-01-01T00:00:00Z",
    },
    spec: { gatewayClassName: "pilothouse", listeners },
  };
}

/** Tables for tests, written as one reads them. */
export function aRule(id: string, backends: Partial<Rule["backends"][number]>[], rest: Partial<Rule> = {}): Rule {
  return {
    id,
    filters: [],
    backends: backends.map((backend, index) => ({
      id: `default/${id}-${index}:80`,
      weight: 1,
      filters: [],
      isThere: true,
      endpoints: [],
      ...backend,
    })),
    ...rest,
  };
}

export function aTable(hosts: Record<string, [HTTPRouteMatch, Rule][]>): RouteTable {
  const entries = Object.entries(hosts).map(([host, list]): [string, Entry[]] => [
    host,
    list.map(([match, rule]) => ({ match, rule })),
  ]);
  return { hosts: Object.fromEntries(entries), services: [] };
}

/** An Ingress to Service `a` with Service `b` behind what it does not match; each has one pod. */
export function ingressWorld(endpoints: Readonly<Record<"a" | "b", Endpoint | undefined>>): Observed {
  const metadata = (name: string) => ({
    name,
    namespace: "default",
    uid: name,
    resourceVersion: "1",
    creationTimestamp: "2026-01-01T00:00:00Z",
  });
  const services = (["a", "b"] as const).map(
    (name): Service => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: metadata(name),
      spec: { ports: [{ port: 80 }] },
    }),
  );
  const slices = (["a", "b"] as const).map((name): EndpointSlice => {
    const { address = "", port = 0, podUid: uid = "" } = endpoints[name] ?? {};
    const labels = { "kubernetes.io/service-name": name };
    return {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      addressType: "IPv4",
      metadata: { ...metadata(name), labels },
      ports: [{ name: "", port }],
      endpoints: [{ addresses: [address], targetRef: { kind: "Pod", uid } }],
    };
  });
  const to = (name: string) => ({ service: { name, port: { number: 80 } } });
  const path = (value: string, pathType: "Exact" | "Prefix") => ({ path: value, pathType, backend: to("a") });
  const ingress: Ingress = {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: metadata("web"),
    spec: {
      defaultBackend: to("b"),
      rules: [
        { host: "shop.test", http: { paths: [path("/exact", "Exact"), path("/under", "Prefix")] } },
        { host: "*.wild.test", http: { paths: [path("/", "Prefix")] } },
      ],
    },
  };
  return { gateways: [], routes: [], ingresses: [ingress], services, slices };
}
