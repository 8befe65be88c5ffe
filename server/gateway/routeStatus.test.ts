import { describe, expect, it } from "vitest";
import { anHttpRoute } from "@/server/objects/builders";
import type { HTTPRoute, HTTPRouteRule } from "@/server/objects/types";
import { routeStatus } from "./routeStatus";
import { aGateway } from "./testObjects";

const http = { name: "http", port: 80, protocol: "HTTP" };
const world = { gateways: [aGateway(http)], servicePorts: new Set(["default/web:80", "shop/cart:80"]) };
const toWeb = { backendRefs: [{ name: "web", port: 80 }] };
const mirror = { type: "RequestMirror" as const, requestMirror: { backendRef: { name: "web", port: 80 } } };

function aRoute(...rules: HTTPRouteRule[]): HTTPRoute {
  return anHttpRoute("web")
    .with(({ spec, metadata }) => {
      spec.rules = rules;
      metadata.generation = 3;
    })
    .build();
}

function conditionsOf(route: HTTPRoute, at = "2026-01-01T00:00:00Z") {
  return routeStatus(route, world, at)[0]?.conditions ?? [];
}
const brief = (route: HTTPRoute) =>
  conditionsOf(route).map(({ type, status, reason }) => `${type}=${status} ${reason}`);

describe("a route's status", () => {
  it("says that it is accepted and resolved, for the generation that was looked at", () => {
    expect(brief(aRoute(toWeb))).toEqual(["Accepted=True Accepted", "ResolvedRefs=True ResolvedRefs"]);
    expect(conditionsOf(aRoute(toWeb)).map(({ observedGeneration }) => observedGeneration)).toEqual([3, 3]);
  });

  it("has an entry for each parent, refused or not, with the parent as the route names it", () => {
    const route = aRoute(toWeb);
    route.spec.parentRefs = [
      { name: "default", sectionName: "http" },
      { name: "default", sectionName: "nothing" },
    ];
    const entries = routeStatus(route, world, "now");
    expect(entries.map(({ parentRef, conditions }) => [parentRef.sectionName, conditions[0]?.reason])).toEqual([
      ["http", "Accepted"],
      ["nothing", "NoMatchingParent"],
    ]);
  });

  it("refuses a route whose every rule asks for a mirror, and says which rule of several is dropped", () => {
    expect(brief(aRoute({ ...toWeb, filters: [mirror] }))[0]).toBe("Accepted=False UnsupportedValue");
    const half = aRoute(toWeb, { backendRefs: [{ name: "web", port: 80, filters: [mirror] }] });
    expect(brief(half)).toEqual([
      "Accepted=True Accepted",
      "ResolvedRefs=True ResolvedRefs",
      "PartiallyInvalid=True UnsupportedValue",
    ]);
    expect(conditionsOf(half)[2]?.message).toMatch(/^Dropped Rule 1: /);
  });

  it.each([
    [{ name: "web", port: 81 }, "BackendNotFound", "no Service port default/web:81"],
    [{ name: "cart", port: 80, namespace: "shop" }, "RefNotPermitted", "shop/cart:80 is in another namespace"],
    [{ name: "bucket", kind: "Bucket", group: "example.com" }, "InvalidKind", "Bucket bucket is no Service"],
  ])("says of %o that it is %s", (reference, reason, message) => {
    expect(conditionsOf(aRoute({ backendRefs: [reference] }))[1]).toMatchObject({
      status: "False",
      reason,
      message: expect.stringContaining(message),
    });
  });

  it("moves a condition's time only when its status moves, and forgets one that no longer holds", () => {
    const half = aRoute(toWeb, { ...toWeb, filters: [mirror] });
    half.status = { parents: routeStatus(half, world, "first") };
    half.spec.rules = [{ backendRefs: [{ name: "web", port: 81 }] }];
    expect(conditionsOf(half, "second").map(({ type, lastTransitionTime }) => [type, lastTransitionTime])).toEqual([
      ["Accepted", "first"],
      ["ResolvedRefs", "second"],
    ]);
  });

  it("leaves what other controllers say", () => {
    const route = aRoute(toWeb);
    const other = { parentRef: { name: "default" }, controllerName: "example.com/other", conditions: [] };
    route.status = { parents: [other] };
    expect(routeStatus(route, world, "now")[0]).toBe(other);
  });
});
