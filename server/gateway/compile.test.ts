import { describe, expect, it } from "vitest";
import type { EndpointSlice, HTTPRoute, HTTPRouteRule, Service } from "@/server/objects/types";
import { compile, durationMs } from "./compile";
import { findRule } from "./match";
import { aGateway } from "./testObjects";

const metadata = (name: string, more = {}) => ({
  name,
  namespace: "default",
  uid: name,
  resourceVersion: "1",
  creationTimestamp: "2026-01-01T00:00:00Z",
  ...more,
});

const gateway = aGateway({
  name: "http",
  port: 8080,
  protocol: "HTTP",
  allowedRoutes: { namespaces: { from: "All" } },
});

function aRoute(
  name: string,
  rules: HTTPRouteRule[],
  more: { created?: string; parent?: string; host?: string } = {},
): HTTPRoute {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: metadata(name, more.created ? { creationTimestamp: more.created } : {}),
    spec: { parentRefs: [{ name: more.parent ?? "default" }], rules, ...(more.host ? { hostnames: [more.host] } : {}) },
  };
}

const web: Service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: metadata("web"),
  spec: {
    clusterIP: "127.96.0.1",
    type: "NodePort",
    ports: [{ name: "http", port: 80, nodePort: 30080, protocol: "TCP" }],
  },
};

function aSlice(name: string, port: number, ready: Record<string, boolean>): EndpointSlice {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: metadata(name, { labels: { "kubernetes.io/service-name": "web" } }),
    addressType: "IPv4",
    ports: [{ name: "http", port, protocol: "TCP" }],
    endpoints: Object.entries(ready).map(([uid, isReady]) => ({
      addresses: ["127.0.0.1"],
      conditions: { ready: isReady },
      targetRef: { kind: "Pod", name: uid, uid },
    })),
  };
}

const toWeb = { backendRefs: [{ name: "web", port: 80 }] };
const observed = {
  gateways: [gateway],
  services: [web],
  slices: [aSlice("s1", 3001, { a: true, b: false }), aSlice("s2", 3002, { c: true })],
};

function ruleFor(routes: HTTPRoute[], target: string, host = "x") {
  return findRule(compile({ ...observed, routes }), { host, target, method: "GET", headers: {} })?.rule;
}

describe("compile", () => {
  it("gathers the ready pods of all slices, each with a port of its own", () => {
    expect(ruleFor([aRoute("r", [toWeb])], "/")?.backends).toMatchObject([
      {
        id: "default/web:80",
        isThere: true,
        endpoints: [
          { podUid: "a", address: "127.0.0.1", port: 3001 },
          { podUid: "c", address: "127.0.0.1", port: 3002 },
        ],
      },
    ]);
  });

  it("serves a Service at its clusterIP and its nodePort", () => {
    expect(compile({ ...observed, routes: [] }).services).toMatchObject([
      {
        id: "default/web:80",
        clusterIp: "127.96.0.1",
        port: 80,
        nodePort: 30080,
        endpoints: [{ podUid: "a" }, { podUid: "c" }],
      },
    ]);
  });

  it("leaves out a route whose parent is another Gateway", () => {
    expect(ruleFor([aRoute("r", [toWeb], { parent: "other" })], "/")).toBeUndefined();
  });

  it("serves a route of another namespace at the Gateway that takes routes from all, as the one from the start does", () => {
    const route = aRoute("r", [toWeb]);
    route.metadata.namespace = "shop";
    expect(ruleFor([route], "/")).toBeUndefined();
    route.spec.parentRefs = [{ name: "default", namespace: "default" }];
    expect(ruleFor([route], "/")?.id).toBe("shop/r#0");
  });

  it("carries only the hosts that a listener and the route share", () => {
    const gateways = [aGateway({ name: "http", port: 8080, protocol: "HTTP", hostname: "*.shop.test" })];
    const table = compile({ ...observed, gateways, routes: [aRoute("r", [toWeb])] });
    expect(Object.keys(table.hosts)).toEqual(["*.shop.test"]);
    const other = compile({ ...observed, gateways, routes: [aRoute("r", [toWeb], { host: "console.test" })] });
    expect(other.hosts).toEqual({});
  });

  it("carries no route that no listener lets in", () => {
    const gateways = [aGateway({ name: "http", port: 8080, protocol: "HTTP" })];
    const route = aRoute("r", [toWeb]);
    route.metadata.namespace = "shop";
    route.spec.parentRefs = [{ name: "default", namespace: "default" }];
    expect(compile({ ...observed, gateways, routes: [route] }).hosts).toEqual({});
  });

  it("keeps apart how long all of a request may take, and how long one pod may", () => {
    const rule = (timeouts: HTTPRouteRule["timeouts"]) => ruleFor([aRoute("r", [{ ...toWeb, timeouts }])], "/");
    expect(rule({ request: "10s", backendRequest: "2s" })).toMatchObject({
      requestTimeoutMs: 10_000,
      backendTimeoutMs: 2000,
    });
    expect(rule({ request: "0s" })).not.toHaveProperty("requestTimeoutMs");
  });

  it("leaves out a rule that asks for a mirror, and carries the others", () => {
    const filters = [{ type: "RequestMirror" as const, requestMirror: { backendRef: { name: "web", port: 80 } } }];
    const matches = [{ path: { type: "PathPrefix" as const, value: "/mirrored" } }];
    const route = aRoute("r", [{ ...toWeb, filters, matches }, toWeb]);
    expect(ruleFor([route], "/mirrored")?.id).toBe("default/r#1");
  });

  it("marks a backend that is no Service port, and one of another namespace", () => {
    const refs = [
      { name: "web", port: 81 },
      { name: "web", port: 80, namespace: "other" },
    ];
    expect(ruleFor([aRoute("r", [{ backendRefs: refs }])], "/")?.backends.map(({ isThere }) => isThere)).toEqual([
      false,
      false,
    ]);
  });

  it("prefers the exact path, then the longest prefix, then the older route", () => {
    const rule = (type: "Exact" | "PathPrefix", value: string) => ({ ...toWeb, matches: [{ path: { type, value } }] });
    const routes = [
      aRoute("young", [rule("PathPrefix", "/a")], { created: "2026-02-01T00:00:00Z" }),
      aRoute("old", [rule("PathPrefix", "/a")]),
      aRoute("long", [rule("PathPrefix", "/a/b")]),
      aRoute("exact", [rule("Exact", "/a/b")]),
    ];
    expect(ruleFor(routes, "/a/x")?.id).toBe("default/old#0");
    expect(ruleFor(routes, "/a/b/c")?.id).toBe("default/long#0");
    expect(ruleFor(routes, "/a/b")?.id).toBe("default/exact#0");
  });

  it("prefers the named host to any host", () => {
    const routes = [aRoute("any", [toWeb]), aRoute("named", [toWeb], { host: "web.test" })];
    expect(ruleFor(routes, "/", "web.test")?.id).toBe("default/named#0");
    expect(ruleFor(routes, "/", "else.test")?.id).toBe("default/any#0");
  });
});

describe("durationMs", () => {
  it.each([
    ["1h30m", 5_400_000],
    ["500ms", 500],
    ["10s", 10_000],
    ["0s", undefined],
    [undefined, undefined],
  ])("reads %s", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });
});
