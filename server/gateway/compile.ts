import type { EndpointSlice, HTTPBackendRef, HTTPRoute, HTTPRouteRule, Ingress, Service } from "@/server/objects/types";
import { attachmentsOf, type Surroundings } from "./attachment";
import { routesOf } from "./ingress";
import { byPrecedence } from "./precedence";
import type { Backend, Endpoint, Entry, RouteTable, Rule, ServicePort } from "./table";
import { isUnsupported } from "./unsupported";

export const controllerName = "pilothouse.dev/gateway";
const serviceNameLabel = "kubernetes.io/service-name";

export interface Observed extends Surroundings {
  readonly routes: readonly HTTPRoute[];
  /** Of the classes that this gateway serves. */
  readonly ingresses?: readonly Ingress[];
  readonly services: readonly Service[];
  readonly slices: readonly EndpointSlice[];
}

/** The route table that these objects ask for; by Gateway API v1's rules of attachment and precedence. */
export function compile(observed: Observed): RouteTable {
  const world = indexed(observed);
  const attached = observed.routes.flatMap((route) => {
    const hostnames = new Set(attachmentsOf(route, observed).flatMap((attachment) => attachment.hostnames));
    return entriesOf(route, [...hostnames], world);
  });
  const fromIngresses = (observed.ingresses ?? [])
    .flatMap((ingress) => routesOf(ingress, world.service))
    .flatMap((route) => entriesOf(route, route.spec.hostnames ?? ["*"], world));
  const hosts: Record<string, Entry[]> = Object.create(null);
  for (const { hostnames, match, rule } of [...attached, ...fromIngresses].sort(byPrecedence))
    for (const host of hostnames) {
      hosts[host] ??= [];
      hosts[host].push({ match, rule });
    }
  return { hosts, services: observed.services.flatMap((service) => portsOf(service, world)) };
}

interface World {
  service(namespace: string, name: string): Service | undefined;
  slices(namespace: string, name: string): readonly EndpointSlice[];
}

function indexed({ services, slices }: Observed): World {
  const byName = new Map(
    services.map((service) => [`${service.metadata.namespace}/${service.metadata.name}`, service]),
  );
  const bySlice = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const key = `${slice.metadata.namespace}/${slice.metadata.labels?.[serviceNameLabel]}`;
    bySlice.set(key, [...(bySlice.get(key) ?? []), slice]);
  }
  return {
    service: (namespace, name) => byName.get(`${namespace}/${name}`),
    slices: (namespace, name) => bySlice.get(`${namespace}/${name}`) ?? [],
  };
}

/** Of each rule that can be done; one that cannot be is left out as a whole, and the route's status says so. */
function entriesOf(route: HTTPRoute, hostnames: readonly string[], world: World) {
  return (route.spec.rules ?? [{}]).flatMap((rule, index) => {
    if (isUnsupported(rule)) return [];
    const compiled = compileRule(route, { rule, index }, world);
    const matches = rule.matches?.length ? rule.matches : [{}];
    return matches.map((match) => ({ hostnames, match, rule: compiled, index, route }));
  });
}

function compileRule(route: HTTPRoute, { rule, index }: { rule: HTTPRouteRule; index: number }, world: World): Rule {
  const namespace = route.metadata.namespace ?? "default";
  const requestTimeoutMs = durationMs(rule.timeouts?.request);
  const backendTimeoutMs = durationMs(rule.timeouts?.backendRequest);
  return {
    id: `${namespace}/${route.metadata.name}#${index}`,
    filters: rule.filters ?? [],
    backends: (rule.backendRefs ?? []).map((reference) => backendOf(reference, namespace, world)),
    ...(requestTimeoutMs ? { requestTimeoutMs } : {}),
    ...(backendTimeoutMs ? { backendTimeoutMs } : {}),
  };
}

/** What a backendRef stands for. Another namespace's Service needs a ReferenceGrant, which there is none of: not there. */
function backendOf(reference: HTTPBackendRef, namespace: string, world: World): Backend {
  const isOurs = (reference.kind ?? "Service") === "Service" && (reference.namespace ?? namespace) === namespace;
  const service = isOurs ? world.service(namespace, reference.name) : undefined;
  const port = service?.spec.ports?.find((candidate) => candidate.port === reference.port);
  return {
    id: `${reference.namespace ?? namespace}/${reference.name}:${reference.port ?? ""}`,
    weight: reference.weight ?? 1,
    filters: reference.filters ?? [],
    isThere: port !== undefined,
    endpoints: port ? readyEndpoints(world.slices(namespace, reference.name), port.name) : [],
  };
}

function portsOf(service: Service, world: World): ServicePort[] {
  const { namespace = "default", name } = service.metadata;
  const { clusterIP, type = "ClusterIP", sessionAffinity, sessionAffinityConfig } = service.spec;
  if (type === "ExternalName") return [];
  const clusterIp = clusterIP && clusterIP !== "None" ? clusterIP : undefined;
  const affinitySeconds =
    sessionAffinity === "ClientIP" ? (sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : undefined;
  return (service.spec.ports ?? []).flatMap((port) =>
    clusterIp === undefined && port.nodePort === undefined
      ? []
      : [
          {
            id: `${namespace}/${name}:${port.port}`,
            protocol: port.protocol === "UDP" ? ("UDP" as const) : ("TCP" as const),
            port: port.port,
            endpoints: readyEndpoints(world.slices(namespace, name), port.name),
            ...(clusterIp ? { clusterIp } : {}),
            ...(port.nodePort ? { nodePort: port.nodePort } : {}),
            ...(affinitySeconds ? { affinitySeconds } : {}),
          },
        ],
  );
}

function readyEndpoints(slices: readonly EndpointSlice[], portName: string | undefined): Endpoint[] {
  return slices.flatMap((slice) => {
    const port = slice.ports?.find((candidate) => (candidate.name ?? "") === (portName ?? ""))?.port;
    if (port === undefined) return [];
    return slice.endpoints.flatMap(({ conditions, addresses, targetRef }) =>
      conditions?.ready === false
        ? []
        : addresses.map((address) => ({ podUid: targetRef?.uid ?? `${address}:${port}`, address, port })),
    );
  });
}

/** Gateway API's duration (`1h30m`, `500ms`) in milliseconds; undefined for none or zero (no limit). */
export function durationMs(text: string | undefined): number | undefined {
  const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  let total = 0;
  for (const [, count, unit = ""] of (text ?? "").matchAll(/(\d+)(ms|h|m|s)/g))
    total += Number(count) * (units[unit] ?? 0);
  return total > 0 ? total : undefined;
}
