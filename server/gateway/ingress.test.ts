import { describe, expect, it } from "vitest";
import { anEndpointSlice, anHttpRoute, aService } from "@/server/objects/builders";
import type { HTTPRoute, Ingress } from "@/server/objects/types";
import { compile } from "./compile";
import { ingressStatus } from "./ingress";
import { findRule } from "./match";
import { aGateway } from "./testObjects";

type PathType = "Exact" | "Prefix" | "ImplementationSpecific";
type Backend = NonNullable<Ingress["spec"]["defaultBackend"]>;

const at = { namespace: "default", resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" };
const gateway = aGateway({ name: "http", port: 8080, protocol: "HTTP" });
const web = aService("web")
  .with(({ spec }) => {
    spec.ports = [
      { name: "http", port: 80, protocol: "TCP" },
      { name: "admin", port: 8080, protocol: "TCP" },
    ];
  })
  .build();
const slice = anEndpointSlice("web-1")
  .labelled({ "kubernetes.io/service-name": "web" })
  .with((draft) => {
    draft.ports = [
      { name: "http", port: 3000 },
      { name: "admin", port: 4000 },
    ];
    draft.endpoints = [{ addresses: ["127.0.0.1"], conditions: { ready: true } }];
  })
  .build();

function anIngress(spec: Ingress["spec"], name = "shop"): Ingress {
  const metadata = { ...at, name, uid: name };
  return { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata, spec };
}
const to = (port: number | string, name = "web"): Backend => ({
  service: { name, port: typeof port === "number" ? { number: port } : { name: port } },
});
const path = (value: string, pathType: PathType, backend = to(80)) => ({ path: value, pathType, backend });
const rule = (host: string | undefined, ...paths: ReturnType<typeof path>[]) => ({
  ...(host && { host }),
  http: { paths },
});

function ruleFor(ingress: Ingress, url: string, routes: HTTPRoute[] = []) {
  const [, host = "", target = "/"] = /^([^/]*)(.*)$/.exec(url) ?? [];
  const table = compile({ gateways: [gateway], routes, ingresses: [ingress], services: [web], slices: [slice] });
  return findRule(table, { host, target, method: "GET", headers: { host } })?.rule;
}

describe("an Ingress", () => {
  it("matches exact paths, prefixes by whole elements, and takes ImplementationSpecific as a prefix", () => {
    const ingress = anIngress({
      rules: [rule("a.test", path("/exact", "Exact"), path("/pre/", "Prefix"), path("/any", "ImplementationSpecific"))],
    });
    const found = ["/exact", "/exact/x", "/pre", "/pre/x", "/prefix", "/any/x"].map(
      (target) => ruleFor(ingress, `a.test${target}`) !== undefined,
    );
    expect(found).toEqual([true, false, true, true, false, true]);
  });

  it("prefers the exact path to the prefix and the longer prefix to the shorter", () => {
    const ingress = anIngress({
      rules: [rule(undefined, path("/", "Prefix"), path("/a", "Prefix"), path("/a", "Exact"))],
    });
    expect(["/b", "/a/b", "/a"].map((target) => ruleFor(ingress, `x.test${target}`)?.id)).toEqual([
      "default/ingress/shop/0#0",
      "default/ingress/shop/0#1",
      "default/ingress/shop/0#2",
    ]);
  });

  it("takes a wildcard for exactly one label, and the named host before it", () => {
    const ingress = anIngress({
      rules: [rule("*.foo.test", path("/", "Prefix")), rule("bar.foo.test", path("/", "Prefix", to("admin")))],
    });
    const hosts = ["one.foo.test", "one.foo.test:8080", "two.one.foo.test", "foo.test"];
    expect(hosts.map((host) => ruleFor(ingress, `${host}/`) !== undefined)).toEqual([true, true, false, false]);
    expect(ruleFor(ingress, "bar.foo.test/")?.backends[0]?.endpoints).toMatchObject([{ port: 4000 }]);
  });

  it("sends what no rule matches to its default backend, whatever the host", () => {
    const ingress = anIngress({ defaultBackend: to("admin"), rules: [rule("a.test", path("/a", "Prefix"))] });
    expect(ruleFor(ingress, "a.test/a")?.backends[0]?.endpoints).toMatchObject([{ port: 3000 }]);
    for (const url of ["a.test/b", "else.test/"])
      expect(ruleFor(ingress, url)?.backends[0]?.endpoints).toMatchObject([{ port: 4000 }]);
  });

  it("finds a port by its name, and says that one is not there", () => {
    const backend = (given: Backend) => ruleFor(anIngress({ defaultBackend: given }), "x/")?.backends[0];
    expect(backend(to("http"))).toMatchObject({ id: "default/web:80", isThere: true });
    expect(backend(to("nothing"))).toMatchObject({ isThere: false });
    expect(backend(to(80, "nobody"))).toMatchObject({ isThere: false });
    expect(backend({ resource: { kind: "Bucket", name: "b" } })).toMatchObject({ isThere: false });
  });

  it("goes by the same order as HTTPRoutes: the older of two alike wins", () => {
    const route = anHttpRoute("old", { name: "web", port: 8080 })
      .with(({ metadata }) => {
        metadata.creationTimestamp = "2025-01-01T00:00:00Z";
      })
      .build();
    const ingress = anIngress({ rules: [rule(undefined, path("/", "Prefix"))] });
    expect(ruleFor(ingress, "x/", [route])?.id).toBe("default/old#0");
  });

  it("tells the gateway's own address as its load balancer's", () => {
    expect(ingressStatus("127.0.0.1:8080")).toEqual({
      loadBalancer: { ingress: [{ ip: "127.0.0.1", ports: [{ port: 8080, protocol: "TCP" }] }] },
    });
    expect(ingressStatus("apps.example.com:80")).toMatchObject({
      loadBalancer: { ingress: [{ hostname: "apps.example.com" }] },
    });
  });
});
