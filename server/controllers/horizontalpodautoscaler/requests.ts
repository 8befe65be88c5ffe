import { matchesLabels } from "@/server/objects/selector";
import type { Pod, Service } from "@/server/objects/types";
import type { Caches } from "../caches";
import type { Described } from "./proposal";

/** What the gateway carries to a Service, in requests per second over the last half minute; undefined: not known. */
export type RequestRates = (namespace: string, service: string) => number | undefined;

export interface Requests {
  /** To a Service, or to all Services that an HTTPRoute or an Ingress sends to. */
  to(namespace: string, object: Described): number | undefined;
  /** To all Services that select any of these pods. */
  toPods(namespace: string, pods: readonly Pod[]): number | undefined;
}

export function requestRates(caches: Caches, rates: RequestRates): Requests {
  const sum = (namespace: string, services: Iterable<string>) => {
    const known = [...new Set(services)].flatMap((name) => rates(namespace, name) ?? []);
    return known.length === 0 ? undefined : known.reduce((total, rate) => total + rate, 0);
  };
  return {
    to: (namespace, { kind, name }) => sum(namespace, servicesOf(caches, kind, { namespace, name })),
    toPods: (namespace, pods) => {
      const services = caches.of("Service").inNamespace(namespace);
      return sum(
        namespace,
        services.filter((service) => selectsAny(service, pods)).map(({ metadata }) => metadata.name),
      );
    },
  };
}

function selectsAny({ spec }: Service, pods: readonly Pod[]): boolean {
  const { selector } = spec;
  if (!selector || Object.keys(selector).length === 0) return false;
  return pods.some(({ metadata }) => matchesLabels(selector, metadata.labels));
}

function servicesOf(caches: Caches, kind: string, at: { readonly namespace: string; readonly name: string }): string[] {
  if (kind === "Service") return [at.name];
  if (kind === "HTTPRoute") {
    const rules = caches.of("HTTPRoute").get(at.namespace, at.name)?.spec.rules ?? [];
    return rules.flatMap(({ backendRefs }) => (backendRefs ?? []).map(({ name }) => name));
  }
  if (kind !== "Ingress") return [];
  const { defaultBackend, rules } = caches.of("Ingress").get(at.namespace, at.name)?.spec ?? {};
  const backends = [defaultBackend, ...(rules ?? []).flatMap(({ http }) => (http?.paths ?? []).map((p) => p.backend))];
  return backends.flatMap((backend) => backend?.service?.name ?? []);
}
