import type { Verb } from "@/server/cluster/cluster";
import type { Exchange, Handler } from "./exchange";
import { isSet } from "./options";
import { patch } from "./patch";
import { bind, evict, log, needsUpgrade } from "./pods";
import { get, history, list } from "./read";
import type { ResourcePath } from "./requestPath";
import { token } from "./review";
import { watch } from "./watch";
import { create, remove, removeMany, update } from "./write";

export interface Route {
  readonly method: string;
  /** Whether the path names one object or a collection of them. */
  readonly on: "collection" | "object";
  readonly subresource?: string;
  readonly handle: Handler;
  /** Whether the answer is what it is, whatever the client takes (a log). */
  readonly isRaw?: boolean;
}

/** Everything that is answered about resources; the one place where a verb meets its handler. */
const routes: readonly Route[] = [
  { method: "GET", on: "collection", handle: listOrWatch },
  { method: "POST", on: "collection", handle: create },
  { method: "DELETE", on: "collection", handle: removeMany },
  { method: "GET", on: "object", handle: get },
  { method: "PUT", on: "object", handle: update },
  { method: "PATCH", on: "object", handle: patch },
  { method: "DELETE", on: "object", handle: remove },
  { method: "GET", on: "object", subresource: "status", handle: get },
  { method: "PUT", on: "object", subresource: "status", handle: update },
  { method: "PATCH", on: "object", subresource: "status", handle: patch },
  { method: "GET", on: "object", subresource: "scale", handle: get },
  { method: "PUT", on: "object", subresource: "scale", handle: update },
  { method: "PATCH", on: "object", subresource: "scale", handle: patch },
  { method: "GET", on: "object", subresource: "ephemeralcontainers", handle: get },
  { method: "PUT", on: "object", subresource: "ephemeralcontainers", handle: update },
  { method: "PATCH", on: "object", subresource: "ephemeralcontainers", handle: patch },
  { method: "POST", on: "object", subresource: "binding", handle: bind },
  { method: "POST", on: "object", subresource: "eviction", handle: evict },
  { method: "POST", on: "object", subresource: "token", handle: token },
  { method: "GET", on: "object", subresource: "log", handle: log, isRaw: true },
  ...["exec", "attach", "portforward"].flatMap((subresource) =>
    ["GET", "POST"].map((method) => ({ method, on: "object" as const, subresource, handle: needsUpgrade })),
  ),
  { method: "GET", on: "object", subresource: "history", handle: history },
];

/** Those on a path, whatever the method: none means that there is no such thing, some that the method is wrong. */
export function routesOn({ name, subresource }: ResourcePath): readonly Route[] {
  const on = name === undefined ? "collection" : "object";
  return routes.filter((route) => route.on === on && route.subresource === subresource);
}

const verbs: Readonly<Record<string, readonly [onCollection: Verb, onObject: Verb]>> = {
  GET: ["list", "get"],
  POST: ["create", "create"],
  PUT: ["update", "update"],
  PATCH: ["patch", "patch"],
  DELETE: ["deletecollection", "delete"],
};

/** What the policy calls a route, and discovery lists. */
export function verbOf({ method, on }: Pick<Route, "method" | "on">): Verb | undefined {
  return verbs[method]?.[on === "collection" ? 0 : 1];
}

function listOrWatch(exchange: Exchange): Promise<void> {
  return isSet(exchange.query, "watch") ? watch(exchange) : list(exchange);
}
