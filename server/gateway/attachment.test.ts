import { describe, expect, it } from "vitest";
import { aNamespace, anHttpRoute } from "@/server/objects/builders";
import type { Listener } from "@/server/objects/listener";
import type { Gateway, HTTPRoute, ParentReference } from "@/server/objects/types";
import { attachmentsOf } from "./attachment";
import { aGateway } from "./testObjects";

const http: Listener = { name: "http", port: 80, protocol: "HTTP" };
const fromAll = { namespaces: { from: "All" } };

interface Asks extends Omit<ParentReference, "name"> {
  readonly in?: string;
  readonly hosts?: string[];
}

function aRoute({ in: namespace = "default", hosts, ...reference }: Asks = {}): HTTPRoute {
  return anHttpRoute("web")
    .with((route) => {
      route.metadata.namespace = namespace;
      route.spec.parentRefs = [{ name: "default", namespace: "default", ...reference }];
      if (hosts) route.spec.hostnames = hosts;
    })
    .build();
}

const namespaces = [
  aNamespace("shop")
    .with(({ metadata }) => {
      metadata.labels = { team: "web" };
    })
    .build(),
  aNamespace("mail").build(),
];

function attach(gateway: Gateway, asks?: Asks) {
  const [attachment] = attachmentsOf(aRoute(asks), { gateways: [gateway], namespaces });
  return attachment;
}
const reasonOf = (gateway: Gateway, asks?: Asks) => attach(gateway, asks)?.refusal?.reason;

describe("a route at its Gateway", () => {
  it("is let in from the Gateway's own namespace unless a listener says otherwise", () => {
    expect(attach(aGateway(http))).toMatchObject({ listeners: ["http"], hostnames: ["*"] });
    expect(attach(aGateway(http), { in: "shop" })?.refusal).toEqual({
      reason: "NotAllowedByListeners",
      message: "not let in: listener http takes no routes of shop",
    });
    expect(attach(aGateway({ ...http, allowedRoutes: fromAll }), { in: "shop" })?.refusal).toBeUndefined();
  });

  it("is let in by the labels of its namespace where a listener selects them", () => {
    const selector = { matchLabels: { team: "web" } };
    const gateway = aGateway({ ...http, allowedRoutes: { namespaces: { from: "Selector", selector } } });
    expect(reasonOf(gateway, { in: "shop" })).toBeUndefined();
    expect(reasonOf(gateway, { in: "mail" })).toBe("NotAllowedByListeners");
    expect(reasonOf(gateway, { in: "unknown" })).toBe("NotAllowedByListeners");
  });

  it("is not let in by a listener for other kinds, or for a protocol that is not served", () => {
    expect(reasonOf(aGateway({ ...http, allowedRoutes: { kinds: [{ kind: "GRPCRoute" }] } }))).toBe(
      "NotAllowedByListeners",
    );
    expect(attach(aGateway({ ...http, protocol: "HTTPS" }))?.refusal?.message).toBe(
      "not let in: listener http is for HTTPS, which is not served here",
    );
  });

  it("goes to the listener that it names, by section and by port", () => {
    const gateway = aGateway(http, { ...http, name: "admin", port: 9000 });
    expect(attach(gateway)?.listeners).toEqual(["http", "admin"]);
    expect(attach(gateway, { sectionName: "admin" })?.listeners).toEqual(["admin"]);
    expect(attach(gateway, { port: 80 })?.listeners).toEqual(["http"]);
    expect(reasonOf(gateway, { sectionName: "admin", port: 80 })).toBe("NoMatchingParent");
    expect(reasonOf(gateway, { sectionName: "nothing" })).toBe("NoMatchingParent");
  });

  it.each([
    [undefined, ["a.test"], ["a.test"]],
    ["*.a.test", undefined, ["*.a.test"]],
    ["*.a.test", ["b.a.test", "c.b.a.test", "other.test"], ["b.a.test", "c.b.a.test"]],
    ["b.a.test", ["*.a.test"], ["b.a.test"]],
    ["*.a.test", ["*.b.a.test", "*.test"], ["*.b.a.test", "*.a.test"]],
    ["*.a.test", ["a.test"], undefined],
    ["a.test", ["ba.test"], undefined],
  ])("at a listener for %s with %s shares %s", (hostname, hosts, shared) => {
    const gateway = aGateway({ ...http, ...(hostname && { hostname }) });
    const attachment = attach(gateway, hosts && { hosts });
    if (shared) expect(attachment?.hostnames).toEqual(shared);
    else expect(attachment?.refusal?.reason).toBe("NoMatchingListenerHostname");
  });

  it("has no attachment to what is no Gateway of ours", () => {
    expect(attach(aGateway(http), { namespace: "shop" })).toBeUndefined();
    expect(attach(aGateway(http), { kind: "Service", group: "" })).toBeUndefined();
    expect(attach(aGateway(http), { group: "example.com" })).toBeUndefined();
  });
});
