import { describe, expect, it } from "vitest";
import type { Endpoints } from "@/server/objects/types";
import { TestWorld } from "../testWorld";
import { isMirrored, reconcile } from "./reconcile";

const custom = (subsets: Endpoints["subsets"], metadata: Partial<Endpoints["metadata"]> = {}): Endpoints => ({
  apiVersion: "v1",
  kind: "Endpoints",
  metadata: {
    name: "custom",
    namespace: "default",
    uid: "u",
    resourceVersion: "1",
    creationTimestamp: "2026-01-01T00:00:00Z",
    ...metadata,
  },
  subsets,
});

describe("Endpoints that were written by hand", () => {
  it("become slices by family and ports, with their labels, their annotations and themselves as the owner", () => {
    const labels = { el: "why" };
    const annotations = { ea: "z", "kubectl.kubernetes.io/last-applied-configuration": "{}" };
    const subsets = [
      {
        addresses: [{ ip: "10.1.2.3", hostname: "aa" }, { ip: "2001:db8::1" }],
        notReadyAddresses: [{ ip: "10.1.2.5" }],
        ports: [{ name: "http", port: 8080, protocol: "TCP" as const }],
      },
    ];
    const world = new TestWorld(custom(subsets, { labels, annotations }));
    world.run(reconcile(world.one("Endpoints"), []));
    const slices = world.all("EndpointSlice").sort((left, right) => (left.addressType < right.addressType ? -1 : 1));
    expect(slices.map(({ addressType }) => addressType)).toEqual(["IPv4", "IPv6"]);
    expect(slices[0]).toMatchObject({
      metadata: {
        labels: {
          el: "why",
          "kubernetes.io/service-name": "custom",
          "endpointslice.kubernetes.io/managed-by": "endpointslicemirroring-controller.k8s.io",
        },
        annotations: { ea: "z" },
        ownerReferences: [{ kind: "Endpoints", name: "custom", controller: true }],
      },
      endpoints: [
        { addresses: ["10.1.2.3"], conditions: { ready: true }, hostname: "aa" },
        { addresses: ["10.1.2.5"], conditions: { ready: false } },
      ],
      ports: [{ name: "http", port: 8080, protocol: "TCP" }],
    });
    expect(reconcile(world.one("Endpoints"), slices).actions).toEqual([]);
  });

  it("are left alone where they say so, or where the endpoints controller wrote them", () => {
    expect(isMirrored(custom([]))).toBe(true);
    expect(isMirrored(custom([], { labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } }))).toBe(false);
    const labels = { "endpoints.kubernetes.io/managed-by": "endpoint-controller" };
    expect(isMirrored(custom([], { labels }))).toBe(false);
  });
});
