import type { HTTPRoute } from "@/server/objects/types";

export interface LeadingRoute {
  readonly namespace: string;
  readonly name: string;
}

/** The routes that lead to each service, by `namespace/service`. */
export function routesByService(routes: readonly HTTPRoute[]): ReadonlyMap<string, readonly LeadingRoute[]> {
  const found = new Map<string, LeadingRoute[]>();
  for (const { metadata, spec } of routes) {
    const { namespace = "", name } = metadata;
    const refs = (spec.rules ?? []).flatMap((rule) => rule.backendRefs ?? []);
    const services = new Set(refs.map((ref) => `${ref.namespace ?? namespace}/${ref.name}`));
    for (const service of services) found.set(service, [...(found.get(service) ?? []), { namespace, name }]);
  }
  return found;
}
