import { describe, expect, it } from "vitest";
import { aPod, aService } from "@/server/objects/builders";
import { portsAnnotation } from "@/server/objects/pods";
import type { EndpointSlice, Pod, Service } from "@/server/objects/types";
import { TestWorld } from "../testWorld";
import { reconcile } from "./reconcile";

const service = aService("web")
  .with(({ spec }) => {
    spec.selector = { app: "web" };
    spec.ports = [{ name: "http", port: 80, targetPort: "http" }];
    spec.ipFamilies = ["IPv4"];
  })
  .build();
const web = (place: number) =>
  aPod(`web-${place}`)
    .onPort(8080, { name: "http" })
    .onNode("a")
    .ready()
    .at(`10.0.${Math.floor(place / 250)}.${place % 250}`);
const webs = (count: number) => Array.from({ length: count }, (_, place) => web(place).build());

/** The slices after the controller looked, beginning with those of a world. */
function slicesFor(pods: readonly Pod[], world = new TestWorld(), of: Service = service): EndpointSlice[] {
  world.run(reconcile(of, { pods, slices: world.all("EndpointSlice"), nodeOf: () => undefined }));
  return world.all("EndpointSlice");
}

describe("the EndpointSlices of a Service", () => {
  it("hold its pods with address, node and identity, by the ports that answer there", () => {
    const [pod] = webs(1);
    const [slice] = slicesFor(pod ? [pod] : []);
    expect(slice).toMatchObject({
      addressType: "IPv4",
      metadata: {
        labels: { "kubernetes.io/service-name": "web" },
        ownerReferences: [{ kind: "Service", name: "web" }],
      },
      ports: [{ name: "http", port: 8080, protocol: "TCP" }],
      endpoints: [
        {
          addresses: ["10.0.0.0"],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: "a",
          targetRef: { kind: "Pod", name: "web-0", uid: pod?.metadata.uid },
        },
      ],
    });
  });

  it("tell ready, serving and terminating apart", () => {
    const pods = [
      web(1).unready().build(),
      web(2).deletedAt("2026-01-01T00:00:00Z").build(),
      web(3).inPhase("Failed").build(),
    ];
    const [slice] = slicesFor(pods);
    expect(slice?.endpoints.map(({ targetRef, conditions }) => [targetRef?.name, conditions])).toEqual([
      ["web-1", { ready: false, serving: false, terminating: false }],
      ["web-2", { ready: false, serving: true, terminating: true }],
    ]);
  });

  it("show pods as ready that are not, where the Service asks for it", () => {
    const open = { ...service, spec: { ...service.spec, publishNotReadyAddresses: true } };
    const [slice] = slicesFor([web(1).unready().build()], undefined, open);
    expect(slice?.endpoints[0]?.conditions).toMatchObject({ ready: true, serving: false });
  });

  it("are one for each set of ports, so that processes with ports of their own fit", () => {
    const pods = [31_001, 31_002].map((port, place) =>
      web(place)
        .annotated({ [portsAnnotation]: JSON.stringify({ 8080: String(port) }) })
        .build(),
    );
    const slices = slicesFor(pods);
    expect(slices.map(({ ports }) => ports?.map(({ port }) => port)).sort()).toEqual([[31_001], [31_002]]);
    expect(new Set(slices.map(({ metadata }) => metadata.name)).size).toBe(2);
  });

  it("hold at most 100 endpoints each", () => {
    const sizes = slicesFor(webs(250)).map(({ endpoints }) => endpoints.length);
    expect(sizes.sort((left, right) => left - right)).toEqual([50, 100, 100]);
  });

  it("change one at a time: a pod stays in its slice, and one that turns unready touches no other", () => {
    const world = new TestWorld();
    const pods = webs(250);
    slicesFor(pods, world);
    const changed = pods.map((pod, place) => (place === 7 ? web(7).unready().build() : pod));
    const { actions } = reconcile(service, {
      pods: changed,
      slices: world.all("EndpointSlice"),
      nodeOf: () => undefined,
    });
    expect(actions).toHaveLength(1);
  });

  it("are written again only when something changed", () => {
    const world = new TestWorld();
    const pods = webs(3);
    const slices = slicesFor(pods, world);
    expect(reconcile(service, { pods, slices, nodeOf: () => undefined }).actions).toEqual([]);
  });

  it("stay as one empty slice when the last pod goes", () => {
    const world = new TestWorld();
    slicesFor(webs(2), world);
    expect(slicesFor([], world).map(({ endpoints }) => endpoints.length)).toEqual([0]);
  });

  it("are marked as headless where the Service has no address", () => {
    const headless = { ...service, spec: { ...service.spec, clusterIP: "None" } };
    const [slice] = slicesFor(webs(1), undefined, headless);
    expect(slice?.metadata.labels).toHaveProperty(["service.kubernetes.io/headless"], "");
  });

  it("are left to whoever writes them where the Service selects nothing", () => {
    const { selector: _none, ...spec } = service.spec;
    expect(slicesFor(webs(1), undefined, { ...service, spec })).toEqual([]);
  });
});
