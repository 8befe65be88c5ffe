import type {
  HTTPBackendRef,
  HTTPRoute,
  HTTPRouteMatch,
  HTTPRouteRule,
  Ingress,
  Service,
} from "@/server/objects/types";

type Rule = NonNullable<Ingress["spec"]["rules"]>[number];
type HttpPath = NonNullable<Rule["http"]>["paths"][number];
type Backend = NonNullable<Ingress["spec"]["defaultBackend"]>;

/** How a Service is found: for ports that an Ingress names. */
export type FindService = (namespace: string, name: string) => Service | undefined;

/** Says on an Ingress what of it is kept and not done. */
export const tlsAnnotation = "pilothouse.dev/tls";
export const tlsNotServed = "kept, not served yet: the gateway speaks HTTP only";

/**
 * An Ingress as the routes that do what it asks, so that both go by one table and one order of precedence: the exact
 * path, then the longest prefix, then the older object. What matches no rule goes to the default backend, if any.
 * https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export function routesOf(ingress: Ingress, find: FindService): HTTPRoute[] {
  const { rules = [], defaultBackend } = ingress.spec;
  const routes = rules.flatMap((rule, index) => {
    const paths = rule.http?.paths ?? [];
    return paths.length === 0
      ? []
      : [asRoute(ingress, { name: `${index}`, ...hostOf(rule) }, rulesOf(rule, find, ingress))];
  });
  if (!defaultBackend) return routes;
  const backendRefs = [backendRef(defaultBackend, find, ingress)];
  return [...routes, asRoute(ingress, { name: "default" }, [{ backendRefs }])];
}

function hostOf({ host }: Rule): { readonly host?: string } {
  return host ? { host } : {};
}

/** A slash, which no route's own name can have, keeps the names apart from those of HTTPRoutes. */
function asRoute(
  { metadata }: Ingress,
  { name, host }: { readonly name: string; readonly host?: string },
  rules: HTTPRouteRule[],
): HTTPRoute {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { ...metadata, name: `ingress/${metadata.name}/${name}` },
    spec: { ...(host && { hostnames: [host] }), rules },
  };
}

function rulesOf({ host, http }: Rule, find: FindService, ingress: Ingress): HTTPRouteRule[] {
  return (http?.paths ?? []).map((path) => ({
    matches: [{ path: matchOf(path), ...oneLabelOnly(host) }],
    backendRefs: [backendRef(path.backend, find, ingress)],
  }));
}

/** ImplementationSpecific is a prefix here. */
function matchOf({ path, pathType }: HttpPath): NonNullable<HTTPRouteMatch["path"]> {
  return { type: pathType === "Exact" ? "Exact" : "PathPrefix", value: path || "/" };
}

/** `*.example.com` of an Ingress stands for one label, where a route's stands for any number. */
function oneLabelOnly(host: string | undefined): Pick<HTTPRouteMatch, "headers"> {
  if (!host?.startsWith("*.")) return {};
  const rest = host.slice(1).replaceAll(".", "\\.");
  return { headers: [{ type: "RegularExpression", name: "host", value: `[^.]+${rest}(:[0-9]+)?` }] };
}

/** A port that is not there, and a backend that is no Service, is a backend that is not there. */
function backendRef({ service, resource }: Backend, find: FindService, { metadata }: Ingress): HTTPBackendRef {
  if (!service) return { kind: resource?.kind ?? "", name: resource?.name ?? "" };
  const { name, port = {} } = service;
  const ports = find(metadata.namespace ?? "default", name)?.spec.ports ?? [];
  const number = port.name ? ports.find((one) => one.name === port.name)?.port : port.number;
  return { name, ...(number !== undefined && { port: number }) };
}

/** Where the Ingress answers: the gateway's own address. */
export function ingressStatus(address: string): NonNullable<Ingress["status"]> {
  const [host = address, port = "80"] = address.split(/:(?=\d+$)/);
  const isIp = /^[\d.]+$/.test(host) || host.includes(":");
  const ports = [{ port: Number(port), protocol: "TCP" as const }];
  return { loadBalancer: { ingress: [{ ...(isIp ? { ip: host } : { hostname: host }), ports }] } };
}
