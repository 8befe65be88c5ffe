import type { Gateway, HTTPBackendRef, HTTPRoute, HTTPRouteFilter } from "../types";

/** After the defaults in Gateway API's CustomResourceDefinitions; both write to what they are handed. */
export function fillHttpRoute({ spec }: HTTPRoute): void {
  for (const parent of spec.parentRefs ?? []) {
    parent.group ??= "gateway.networking.k8s.io";
    parent.kind ??= "Gateway";
  }
  spec.rules ??= [{}];
  for (const rule of spec.rules) {
    rule.matches ??= [{ path: { type: "PathPrefix", value: "/" } }];
    for (const match of rule.matches) {
      match.path ??= {};
      match.path.type ??= "PathPrefix";
      match.path.value ??= "/";
      for (const one of [...(match.headers ?? []), ...(match.queryParams ?? [])]) one.type ??= "Exact";
    }
    for (const filter of rule.filters ?? []) fillFilter(filter);
    for (const backend of rule.backendRefs ?? []) {
      fillBackend(backend);
      backend.weight ??= 1;
      for (const filter of backend.filters ?? []) fillFilter(filter);
    }
  }
}

function fillFilter({ requestRedirect, requestMirror }: HTTPRouteFilter): void {
  if (requestRedirect) requestRedirect.statusCode ??= 302;
  if (requestMirror?.backendRef) fillBackend(requestMirror.backendRef);
}

function fillBackend(backend: HTTPBackendRef): void {
  backend.group ??= "";
  backend.kind ??= "Service";
}

export function fillGateway({ spec }: Gateway): void {
  for (const listener of spec.listeners ?? []) {
    listener.allowedRoutes ??= {};
    listener.allowedRoutes.namespaces ??= {};
    listener.allowedRoutes.namespaces.from ??= "Same";
    for (const kind of listener.allowedRoutes.kinds ?? []) kind.group ??= "gateway.networking.k8s.io";
  }
  for (const address of spec.addresses ?? []) address.type ??= "IPAddress";
}
