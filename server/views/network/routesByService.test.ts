import { describe, expect, it } from "vitest";
import type { HTTPRoute } from "@/server/objects/types";
import { routesByService } from "./routesByService";

function route(name: string, backends: readonly { name: string; namespace?: string }[]): HTTPRoute {
  const metadata = { name, namespace: "shop" } as HTTPRoute["metadata"];
  const rules = backends.map((backend) => ({ backendRefs: [backend] }));
  return { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata, spec: { rules } };
}

describe("the routes that lead to a service", () => {
  it("are told apart by namespace, and named once however many rules name it", () => {
    const found = routesByService([
      route("front", [{ name: "web" }, { name: "web" }]),
      route("other", [{ name: "web", namespace: "blog" }]),
    ]);
    expect(found.get("shop/web")).toEqual([{ namespace: "shop", name: "front" }]);
    expect(found.get("blog/web")).toEqual([{ namespace: "shop", name: "other" }]);
  });
});
