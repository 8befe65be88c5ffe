import type { Listener } from "@/server/objects/listener";
import { matchesSelector } from "@/server/objects/selector";
import type { Gateway, HTTPRoute, Namespace, ParentReference } from "@/server/objects/types";

export const gatewayGroup = "gateway.networking.k8s.io";

/** What routes are attached in. */
export interface Surroundings {
  /** Of the classes that this gateway serves. */
  readonly gateways: readonly Gateway[];
  /** For listeners that take routes by the labels of their namespaces. */
  readonly namespaces?: readonly Namespace[];
}

/** A route at one of its parents. */
export interface Attachment {
  readonly parentRef: ParentReference;
  readonly gateway: Gateway;
  /** The listeners that take it, by name; none where it is refused. */
  readonly listeners: readonly string[];
  /** The hosts that they and the route have in common; `*` for any. */
  readonly hostnames: readonly string[];
  readonly refusal?: Refusal;
}

export interface Refusal {
  readonly reason: "NoMatchingParent" | "NotAllowedByListeners" | "NoMatchingListenerHostname";
  readonly message: string;
}

/**
 * A route at each of its parents that is a Gateway of ours: first the listeners that it names, of those the ones that
 * let it in, of those the ones whose host it shares. https://gateway-api.sigs.k8s.io/reference/spec/#listener
 */
export function attachmentsOf(route: HTTPRoute, { gateways, namespaces = [] }: Surroundings): Attachment[] {
  const labels = namespaces.find(({ metadata }) => metadata.name === route.metadata.namespace)?.metadata.labels;
  return (route.spec.parentRefs ?? []).flatMap((parentRef) => {
    const gateway = gateways.find((candidate) => isNamed(candidate, parentRef, route));
    return gateway ? [{ parentRef, gateway, ...attach({ parentRef, gateway, labels }, route) }] : [];
  });
}

function isNamed({ metadata }: Gateway, { group, kind, name, namespace }: ParentReference, route: HTTPRoute): boolean {
  return (
    (group ?? gatewayGroup) === gatewayGroup &&
    (kind ?? "Gateway") === "Gateway" &&
    name === metadata.name &&
    (namespace ?? route.metadata.namespace) === metadata.namespace
  );
}

interface Asked {
  readonly parentRef: ParentReference;
  readonly gateway: Gateway;
  /** Of the route's namespace. */
  readonly labels: Readonly<Record<string, string>> | undefined;
}

function attach(asked: Asked, route: HTTPRoute): Pick<Attachment, "listeners" | "hostnames" | "refusal"> {
  const { sectionName, port } = asked.parentRef;
  const named = asked.gateway.spec.listeners.filter(
    (listener) =>
      (sectionName === undefined || listener.name === sectionName) && (port === undefined || listener.port === port),
  );
  if (named.length === 0) return refused("NoMatchingParent", "no listener has the sectionName and port that it names");
  const open = named.filter((listener) => letsIn(listener, asked, route));
  if (open.length === 0)
    return refused("NotAllowedByListeners", `not let in: ${named.map((one) => why(one, asked, route)).join("; ")}`);
  const met = open.flatMap((listener) => {
    const hostnames = sharedHosts(listener, route);
    return hostnames.length > 0 ? [{ name: listener.name, hostnames }] : [];
  });
  if (met.length === 0)
    return refused(
      "NoMatchingListenerHostname",
      `none of its hostnames is one of ${open.map(({ hostname = "*" }) => hostname).join(", ")}`,
    );
  const hostnames = [...new Set(met.flatMap((listener) => listener.hostnames))];
  return { listeners: met.map(({ name }) => name), hostnames };
}

function refused(reason: Refusal["reason"], message: string) {
  return { listeners: [], hostnames: [], refusal: { reason, message } };
}

function letsIn(listener: Listener, asked: Asked, route: HTTPRoute): boolean {
  return isServed(listener) && takesHttpRoutes(listener) && isFromThere(listener, asked, route);
}

function why(listener: Listener, asked: Asked, route: HTTPRoute): string {
  const { name, protocol } = listener;
  if (!isServed(listener)) return `listener ${name} is for ${protocol}, which is not served here`;
  if (!takesHttpRoutes(listener)) return `listener ${name} takes no HTTPRoutes`;
  return isFromThere(listener, asked, route) ? "" : `listener ${name} takes no routes of ${route.metadata.namespace}`;
}

/** Whether this gateway can do what a listener asks: it speaks HTTP. */
export function isServed({ protocol }: Listener): boolean {
  return protocol === "HTTP";
}

/** Whatever it is for, unless it names kinds of its own. */
export function takesHttpRoutes({ allowedRoutes }: Listener): boolean {
  const kinds = allowedRoutes?.kinds ?? [];
  return kinds.length === 0 || kinds.some(isHttpRoute);
}

export function isHttpRoute({ group, kind }: { readonly group?: string; readonly kind: string }): boolean {
  return (group ?? gatewayGroup) === gatewayGroup && kind === "HTTPRoute";
}

function isFromThere({ allowedRoutes }: Listener, { gateway, labels }: Asked, route: HTTPRoute): boolean {
  const { from = "Same", selector } = allowedRoutes?.namespaces ?? {};
  if (from === "All") return true;
  if (from === "Selector") return matchesSelector(selector, labels);
  return from === "Same" && route.metadata.namespace === gateway.metadata.namespace;
}

function sharedHosts({ hostname = "*" }: Listener, { spec }: HTTPRoute): string[] {
  const wanted = spec.hostnames?.length ? spec.hostnames : ["*"];
  return wanted.flatMap((host) => narrower(hostname, host) ?? []);
}

/** The narrower of two hosts, where it is a part of the other: `*.a.b` holds `c.a.b` and `*.c.a.b`, and not `a.b`. */
function narrower(left: string, right: string): string | undefined {
  if (holds(left, right)) return right;
  return holds(right, left) ? left : undefined;
}

function holds(wide: string, narrow: string): boolean {
  return wide === narrow || wide === "*" || (wide.startsWith("*.") && narrow.endsWith(wide.slice(1)));
}
