import { conditionOf } from "@/server/objects/meta";
import type { HTTPRoute, HTTPRouteRule } from "@/server/objects/types";
import type { Severity } from "../severity";
import type { Cells } from "../window";

export interface RouteRow {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `Accepted`, `Pending` (no gateway took it yet), `Refused`, `NoBackend` */
  readonly status: string;
  readonly severity: Severity;
  readonly message?: string;
  readonly hostnames: readonly string[];
  readonly rules: readonly RuleRow[];
  /** Where a person can go and look; one for each host and path. */
  readonly urls: readonly string[];
  readonly createdAt: string;
}

export interface RuleRow {
  readonly matches: readonly {
    readonly type: string;
    readonly path: string;
    readonly method?: string;
    readonly headers: readonly string[];
  }[];
  readonly backends: readonly {
    readonly service: string;
    readonly namespace: string;
    readonly port?: number;
    readonly weight: number;
    /** The part of this rule's requests that goes there, 0 to 1. */
    readonly share: number;
    readonly ready: number;
  }[];
}

/** How many ready endpoints a service has. */
export type ReadyOf = (namespace: string, service: string) => number;

export function routeRow(route: HTTPRoute, ready: ReadyOf, gatewayUrl: string | undefined): RouteRow {
  const { namespace = "", name, uid, creationTimestamp: createdAt } = route.metadata;
  const rules = (route.spec.rules ?? []).map((rule) => ruleRow(rule, namespace, ready));
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    uid,
    ...routeStatus(route, rules),
    hostnames: route.spec.hostnames ?? [],
    rules,
    urls: gatewayUrl ? urlsOf(route, gatewayUrl) : [],
    createdAt,
  };
}

function ruleRow(rule: HTTPRouteRule, namespace: string, ready: ReadyOf): RuleRow {
  const refs = rule.backendRefs ?? [];
  const weights = refs.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return {
    matches: (rule.matches ?? [{}]).map(({ path, method, headers }) => ({
      type: path?.type ?? "PathPrefix",
      path: path?.value ?? "/",
      method,
      headers: (headers ?? []).map((header) => `${header.name}: ${header.value}`),
    })),
    backends: refs.map(({ name, namespace: there = namespace, port, weight = 1 }) => ({
      service: name,
      namespace: there,
      port,
      weight,
      share: weights === 0 ? 0 : weight / weights,
      ready: ready(there, name),
    })),
  };
}

type RouteStatus = Pick<RouteRow, "status" | "severity" | "message">;

function routeStatus({ metadata, status }: HTTPRoute, rules: readonly RuleRow[]): RouteStatus {
  if (metadata.deletionTimestamp) return { status: "Deleting", severity: "busy" };
  const conditions = (status?.parents ?? []).flatMap((parent) => parent.conditions);
  const bad = conditions.find(
    ({ type, status: state }) => state === "False" && ["Accepted", "ResolvedRefs"].includes(type),
  );
  if (bad) return { status: "Refused", severity: "critical", message: bad.message || bad.reason };
  if (rules.some(({ backends }) => backends.some(({ weight, ready }) => weight > 0 && ready === 0)))
    return { status: "NoBackend", severity: "warning" };
  const isAccepted = conditionOf(conditions, "Accepted")?.status === "True";
  return isAccepted ? { status: "Accepted", severity: "well" } : { status: "Pending", severity: "busy" };
}

function urlsOf({ spec }: HTTPRoute, gatewayUrl: string): string[] {
  const gateway = new URL(gatewayUrl);
  const hosts = (spec.hostnames ?? []).filter((host) => !host.startsWith("*"));
  const origins = hosts.length > 0 ? hosts.map((host) => withHost(gateway, host)) : [gateway.origin];
  const paths = (spec.rules ?? []).flatMap((rule) =>
    (rule.matches ?? [{}]).map(({ path }) => (path?.type === "RegularExpression" ? undefined : (path?.value ?? "/"))),
  );
  const wanted = [...new Set(paths.filter((path) => path !== undefined))];
  return origins.flatMap((origin) => wanted.map((path) => `${origin}${path}`));
}

function withHost(gateway: URL, host: string): string {
  return `${gateway.protocol}//${host}${gateway.port ? `:${gateway.port}` : ""}`;
}

export function routeCells(row: RouteRow, labels: Cells["labels"]): Cells {
  const { name, namespace, status, severity, createdAt, hostnames, rules } = row;
  const services = rules.flatMap(({ backends }) => backends.map(({ service }) => service));
  return {
    name,
    namespace,
    status,
    severity,
    labels,
    createdAt,
    words: [...hostnames, ...services].join(" "),
    sortable: { host: hostnames[0] ?? "" },
  };
}
