import { describe, expect, it } from "vitest";
import { anEndpointSlice, aService } from "@/server/objects/builders";
import { endpoints as endpointsKind } from "@/server/objects/kinds/endpoints";
import type { EndpointSlice, Service } from "@/server/objects/types";
import { TestWorld } from "../testWorld";
import { reconcile } from "./reconcile";

type SliceEndpoint = EndpointSlice["endpoints"][number];

const service = aService("web").labelled({ tier: "front" }).build();
const pod = (name: string) => ({ kind: "Pod", namespace: "default", name, uid: `uid-${name}` });
const at = (ip: string, more: Partial<SliceEndpoint> = {}): SliceEndpoint => ({
  addresses: [ip],
  conditions: { ready: true, serving: true, terminating: false },
  ...more,
});
const slice = (name: string, port: number, ...endpoints: SliceEndpoint[]) =>
  anEndpointSlice(name)
    .with((one) => {
      one.ports = [{ name: "http", port, protocol: "TCP" }];
      one.endpoints = endpoints;
    })
    .build();

function looked(slices: readonly EndpointSlice[], of: Service = service, world = new TestWorld()) {
  world.run(reconcile(of, { slices, endpoints: world.all("Endpoints")[0] }));
  return world.all("Endpoints")[0];
}

describe("the Endpoints of a Service", () => {
  it("say what its slices say: ready and unready addresses by the ports that answer there", () => {
    const unready = { ready: false, serving: false, terminating: false };
    const found = looked([
      slice("a", 8080, at("10.0.0.2", { nodeName: "n", targetRef: pod("b") }), at("10.0.0.1")),
      slice("b", 8080, at("10.0.0.3", { conditions: unready })),
      slice("c", 9090, at("10.0.0.4", { hostname: "db-0" })),
    ]);
    expect(found?.metadata).toMatchObject({
      name: "web",
      labels: { tier: "front", "endpoints.kubernetes.io/managed-by": "endpoint-controller" },
    });
    expect(found?.subsets).toEqual([
      {
        addresses: [{ ip: "10.0.0.1" }, { ip: "10.0.0.2", nodeName: "n", targetRef: pod("b") }],
        notReadyAddresses: [{ ip: "10.0.0.3" }],
        ports: [{ name: "http", port: 8080, protocol: "TCP" }],
      },
      { addresses: [{ ip: "10.0.0.4", hostname: "db-0" }], ports: [{ name: "http", port: 9090, protocol: "TCP" }] },
    ]);
  });

  it("leave out pods that are on their way out", () => {
    const leaving = { ready: false, serving: true, terminating: true };
    expect(looked([slice("a", 80, at("10.0.0.1", { conditions: leaving }))])?.subsets ?? []).toEqual([]);
  });

  it("are written only where something changed", () => {
    const world = new TestWorld();
    const slices = [slice("a", 80, at("10.0.0.1"))];
    looked(slices, service, world);
    const [made] = world.all("Endpoints");
    expect(reconcile(service, { slices, endpoints: made }).actions).toEqual([]);
  });

  it("are somebody's own where the Service selects nothing", () => {
    const own = aService("web")
      .with(({ spec }) => {
        delete spec.selector;
      })
      .build();
    expect(looked([slice("a", 80, at("10.0.0.1"))], own)).toBeUndefined();
  });

  it("hold a thousand addresses at most, the ready ones first, and say so", () => {
    const unready = { ready: false, serving: false, terminating: false };
    const many = Array.from({ length: 999 }, (_, index) => at(`10.0.${Math.floor(index / 250)}.${index % 250}`));
    const waiting = ["10.1.0.1", "10.1.0.2"].map((ip) => at(ip, { conditions: unready }));
    const found = looked([slice("a", 80, ...waiting, ...many)]);
    expect(found?.subsets?.[0]?.addresses).toHaveLength(999);
    expect(found?.subsets?.[0]?.notReadyAddresses).toEqual([{ ip: "10.1.0.1" }]);
    expect(found?.metadata.annotations).toEqual({ "endpoints.kubernetes.io/over-capacity": "truncated" });
  });

  it("may name pods of the process runtime, which answer at the machine's own address; nothing else there", () => {
    const world = new TestWorld();
    looked([slice("a", 31_000, at("127.0.0.1", { targetRef: pod("web-1") }))], service, world);
    const [made] = world.all("Endpoints");
    expect(made && endpointsKind.validate(made)).toEqual([]);
    const [faked] = made?.subsets ?? [];
    if (faked) delete faked.addresses?.[0]?.targetRef;
    expect(made && endpointsKind.validate(made)).toMatchObject([{ field: "subsets[0].addresses[0].ip" }]);
  });
});
