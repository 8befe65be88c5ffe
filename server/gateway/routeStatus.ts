import { withCondition } from "@/server/objects/meta";
import type { Condition, Gateway, HTTPRoute, RouteParentStatus } from "@/server/objects/types";
import { controllerName, parentsOf } from "./compile";
import type { RouteTable } from "./table";

/** What a route's status should say of the Gateways that we serve; other controllers' entries are kept. */
export function routeStatus(
  route: HTTPRoute,
  gateways: readonly Gateway[],
  table: RouteTable,
  now: string,
): RouteParentStatus[] {
  const others = (route.status?.parents ?? []).filter((parent) => parent.controllerName !== controllerName);
  const missing = missingBackends(route, table);
  const ours = parentsOf(route, gateways).map((gateway) => {
    const old = route.status?.parents.find(
      ({ parentRef, controllerName: by }) => by === controllerName && parentRef.name === gateway.metadata.name,
    );
    const generation = route.metadata.generation ?? 1;
    const accepted = say(generation, {
      type: "Accepted",
      status: "True",
      reason: "Accepted",
      message: "Route is accepted",
    });
    const resolved =
      missing.length === 0
        ? say(generation, {
            type: "ResolvedRefs",
            status: "True",
            reason: "ResolvedRefs",
            message: "All references are resolved",
          })
        : say(generation, {
            type: "ResolvedRefs",
            status: "False",
            reason: "BackendNotFound",
            message: `no Service port ${missing.join(", ")}`,
          });
    const conditions = [accepted, resolved].reduce<readonly Condition[]>(
      (all, condition) => withCondition<Condition>(all, condition, now),
      old?.conditions ?? [],
    );
    const { name, namespace } = gateway.metadata;
    return { parentRef: { name, ...(namespace ? { namespace } : {}) }, controllerName, conditions: [...conditions] };
  });
  return [...others, ...ours];
}

/** A Gateway's conditions once its address is listened on. */
export function gatewayStatus(gateway: Gateway, address: string, now: string): NonNullable<Gateway["status"]> {
  const generation = gateway.metadata.generation ?? 1;
  const conditions = [
    say(generation, { type: "Accepted", status: "True", reason: "Accepted", message: "Gateway is accepted" }),
    say(generation, { type: "Programmed", status: "True", reason: "Programmed", message: `Listening on ${address}` }),
  ].reduce<readonly Condition[]>(
    (all, condition) => withCondition<Condition>(all, condition, now),
    gateway.status?.conditions ?? [],
  );
  const [value = address] = address.split(/:(?=\d+$)/);
  return { ...gateway.status, addresses: [{ type: "IPAddress", value }], conditions: [...conditions] };
}

function say(observedGeneration: number, condition: Omit<Condition, "lastTransitionTime" | "observedGeneration">) {
  return { observedGeneration, ...condition };
}

function missingBackends(route: HTTPRoute, table: RouteTable): string[] {
  const prefix = `${route.metadata.namespace}/${route.metadata.name}#`;
  const rules = Object.values(table.hosts).flatMap((entries) => entries.map(({ rule }) => rule));
  const missing = rules
    .filter(({ id }) => id.startsWith(prefix))
    .flatMap(({ backends }) => backends.filter(({ isThere }) => !isThere));
  return [...new Set(missing.map(({ id }) => id))];
}
