import { describe, expect, it } from "vitest";
import { anHttpRoute } from "@/server/objects/builders";
import type { HTTPRoute } from "@/server/objects/types";
import { routeRow } from "./routeRow";

const gateway = "http://127.0.0.1:8080";

function routeWith(spec: HTTPRoute["spec"]): HTTPRoute {
  return anHttpRoute("web")
    .with((route) => {
      route.spec = spec;
    })
    .build();
}

describe("a route's row", () => {
  it("gives the addresses that a person can go to", () => {
    const route = routeWith({
      hostnames: ["web.localhost", "*.example.com"],
      rules: [
        { matches: [{ path: { type: "PathPrefix", value: "/shop" } }], backendRefs: [{ name: "web", port: 80 }] },
      ],
    });
    expect(routeRow(route, () => 1, gateway).urls).toEqual(["http://web.localhost:8080/shop"]);
  });

  it("answers at the gateway itself when it names no host", () => {
    expect(
      routeRow(routeWith({ rules: [{ backendRefs: [{ name: "web", port: 80 }] }] }), () => 1, gateway).urls,
    ).toEqual(["http://127.0.0.1:8080/"]);
  });

  it("shares requests by weight", () => {
    const backendRefs = [
      { name: "blue", port: 80, weight: 30 },
      { name: "green", port: 80, weight: 10 },
    ];
    const [rule] = routeRow(routeWith({ rules: [{ backendRefs }] }), () => 1, gateway).rules;
    expect(rule?.backends.map(({ share }) => share)).toEqual([0.75, 0.25]);
  });

  it("warns of a backend that gets requests and has nobody to answer", () => {
    const row = routeRow(routeWith({ rules: [{ backendRefs: [{ name: "web", port: 80 }] }] }), () => 0, gateway);
    expect(row).toMatchObject({ status: "NoBackend", severity: "warning" });
  });
});
