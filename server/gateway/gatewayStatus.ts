import type { Listener, ListenerStatus } from "@/server/objects/listener";
import type { Condition, Gateway } from "@/server/objects/types";
import { gatewayGroup, isHttpRoute, isServed, takesHttpRoutes } from "./attachment";
import { type Said, settled } from "./conditions";

export interface Listening {
  /** Where this gateway listens, whatever port a listener names: `127.0.0.1:8080`. */
  readonly address: string;
  /** How many routes a listener of this Gateway took, by its name. */
  attached(listener: string): number;
}

/** A Gateway's status once its address is listened on: itself, and each listener. */
export function gatewayStatus(gateway: Gateway, listening: Listening, now: string): NonNullable<Gateway["status"]> {
  const { listeners } = gateway.spec;
  const { address } = listening;
  const told = tell(gateway, gateway.status?.conditions, now);
  const bad = listeners.filter((listener) => !isServed(listener)).map(({ name }) => name);
  const isAny = bad.length < listeners.length;
  const accepted: Said =
    bad.length === 0
      ? { type: "Accepted", status: "True", reason: "Accepted", message: "Gateway is accepted" }
      : {
          type: "Accepted",
          status: isAny ? "True" : "False",
          reason: "ListenersNotValid",
          message: `not served: listener ${bad.join(", ")}`,
        };
  const programmed: Said = isAny
    ? { type: "Programmed", status: "True", reason: "Programmed", message: `Listening on ${address}` }
    : { type: "Programmed", status: "False", reason: "Invalid", message: "no listener can be served" };
  const [value = address] = address.split(/:(?=\d+$)/);
  return {
    addresses: [{ type: "IPAddress", value }],
    conditions: [accepted, programmed].map(told),
    listeners: listeners.map((listener) => listenerStatus(gateway, listener, { listening, now })),
  };
}

function listenerStatus(
  gateway: Gateway,
  listener: Listener,
  { listening, now }: { readonly listening: Listening; readonly now: string },
): ListenerStatus {
  const { name } = listener;
  const old = gateway.status?.listeners?.find((one) => one.name === name);
  return {
    name,
    supportedKinds: takesHttpRoutes(listener) ? [{ group: gatewayGroup, kind: "HTTPRoute" }] : [],
    attachedRoutes: listening.attached(name),
    conditions: listenerSays(listener, listening.address).map(tell(gateway, old?.conditions, now)),
  };
}

function listenerSays(listener: Listener, address: string): Said[] {
  const { port, protocol, allowedRoutes } = listener;
  const others = (allowedRoutes?.kinds ?? []).filter((kind) => !isHttpRoute(kind)).map(({ kind }) => kind);
  const resolved: Said =
    others.length === 0
      ? { type: "ResolvedRefs", status: "True", reason: "ResolvedRefs", message: "All references are resolved" }
      : {
          type: "ResolvedRefs",
          status: "False",
          reason: "InvalidRouteKinds",
          message: `not served here: ${others.join(", ")}`,
        };
  if (!isServed(listener)) {
    const message = `protocol ${protocol} is not served here: HTTP only`;
    return [
      { type: "Accepted", status: "False", reason: "UnsupportedProtocol", message },
      { type: "Programmed", status: "False", reason: "Invalid", message },
      resolved,
    ];
  }
  const isElsewhere = !address.endsWith(`:${port}`);
  const message = `Listening on ${address}${isElsewhere ? `, instead of port ${port}` : ""}`;
  return [
    { type: "Accepted", status: "True", reason: "Accepted", message: "Listener is accepted" },
    { type: "Programmed", status: "True", reason: "Programmed", message },
    resolved,
  ];
}

function tell({ metadata }: Gateway, old: readonly Condition[] | undefined, now: string): (said: Said) => Condition {
  return (said) => settled(old, { ...said, observedGeneration: metadata.generation ?? 1 }, now);
}
