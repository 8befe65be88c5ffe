import type { HTTPRouteFilter, HTTPRouteMatch } from "@/server/objects/types";

/** A ready pod behind a Service's port. */
export interface Endpoint {
  readonly podUid: string;
  readonly address: string;
  readonly port: number;
}

/** One backendRef with what stands behind it now. */
export interface Backend {
  /** `namespace/name:port` of the Service; the same text in metrics. */
  readonly id: string;
  readonly weight: number;
  readonly filters: readonly HTTPRouteFilter[];
  /** False where the Service or its port is not there: such a share of requests is answered 500 (Gateway API). */
  readonly isThere: boolean;
  readonly endpoints: readonly Endpoint[];
}

export interface Rule {
  /** `namespace/route#index`: stays the same while the rule does, so that turns are not lost in a swap. */
  readonly id: string;
  readonly filters: readonly HTTPRouteFilter[];
  readonly backends: readonly Backend[];
  /** For the whole answer, however many pods are asked. */
  readonly requestTimeoutMs?: number;
  /** For one pod's whole answer. */
  readonly backendTimeoutMs?: number;
}

/** One way into a rule; entries of a host are in order of precedence, and the first that matches wins. */
export interface Entry {
  readonly match: HTTPRouteMatch;
  readonly rule: Rule;
}

/** A Service port that is served by TCP. */
export interface ServicePort {
  readonly id: string;
  readonly protocol: "TCP" | "UDP";
  readonly clusterIp?: string;
  readonly port: number;
  readonly nodePort?: number;
  readonly endpoints: readonly Endpoint[];
  /** Seconds that a client address stays with its pod (sessionAffinity ClientIP). */
  readonly affinitySeconds?: number;
}

/** All that the gateway carries, as plain data. Hosts: `shop.example.com`, `*.example.com`, or `*` for any. */
export interface RouteTable {
  readonly hosts: Readonly<Record<string, readonly Entry[]>>;
  readonly services: readonly ServicePort[];
}

export const emptyTable: RouteTable = { hosts: {}, services: [] };

/** Of all rules; one that several rules name is there several times. */
export function backendsOf({ hosts }: RouteTable): Backend[] {
  return Object.values(hosts).flatMap((entries) => entries.flatMap(({ rule }) => rule.backends));
}
