import { describe, expect, it } from "vitest";
import type { Condition } from "@/server/objects/types";
import { gatewayStatus } from "./gatewayStatus";
import { aGateway } from "./testObjects";

const http = { name: "http", port: 8080, protocol: "HTTP" };
const https = { name: "https", port: 8443, protocol: "HTTPS" };
const listening = { address: "127.0.0.1:8080", attached: (name: string) => (name === "http" ? 2 : 0) };
const brief = (conditions: readonly Condition[] = []) =>
  conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`);

describe("a Gateway's status", () => {
  it("says where it listens, and how many routes each listener took", () => {
    const status = gatewayStatus(aGateway(http), listening, "now");
    expect(status.addresses).toEqual([{ type: "IPAddress", value: "127.0.0.1" }]);
    expect(brief(status.conditions)).toEqual(["Accepted=True Accepted", "Programmed=True Programmed"]);
    expect(status.listeners?.[0]).toMatchObject({
      name: "http",
      attachedRoutes: 2,
      supportedKinds: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute" }],
    });
  });

  it("says of a listener with another port where it is served instead", () => {
    const [listener] = gatewayStatus(aGateway({ ...http, port: 80 }), listening, "now").listeners ?? [];
    expect(listener?.conditions[1]?.message).toBe("Listening on 127.0.0.1:8080, instead of port 80");
  });

  it("says of a listener for a protocol that is not served that it is not", () => {
    const status = gatewayStatus(aGateway(http, https), listening, "now");
    expect(brief(status.listeners?.[1]?.conditions)).toEqual([
      "Accepted=False UnsupportedProtocol",
      "Programmed=False Invalid",
      "ResolvedRefs=True ResolvedRefs",
    ]);
    expect(brief(status.conditions)).toEqual(["Accepted=True ListenersNotValid", "Programmed=True Programmed"]);
    expect(brief(gatewayStatus(aGateway(https), listening, "now").conditions)).toEqual([
      "Accepted=False ListenersNotValid",
      "Programmed=False Invalid",
    ]);
  });

  it("says which kinds of routes a listener asks for in vain", () => {
    const kinds = [{ kind: "HTTPRoute" }, { kind: "GRPCRoute" }];
    const [listener] = gatewayStatus(aGateway({ ...http, allowedRoutes: { kinds } }), listening, "now").listeners ?? [];
    expect(listener?.conditions[2]).toMatchObject({
      reason: "InvalidRouteKinds",
      message: "not served here: GRPCRoute",
    });
  });
});
