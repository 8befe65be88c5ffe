import { describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { bootstrap } from "./bootstrap";

describe("bootstrap", () => {
  it("makes what is there from the start, and a second start changes nothing that people changed", async () => {
    const cluster = memoryCluster().as(systemSubject("test"));
    await bootstrap(cluster, { gatewayPort: 8080 });
    const namespaces = await cluster.list("Namespace");
    expect(namespaces.items.map(({ metadata }) => metadata.name).sort()).toEqual([
      "default",
      "kube-node-lease",
      "kube-system",
    ]);
    const at = { name: "default", namespace: "default" };
    const gateway = await cluster.get("Gateway", at);
    expect(gateway.spec.listeners).toMatchObject([{ port: 8080, protocol: "HTTP" }]);
    expect((await cluster.get("GatewayClass", { name: "pilothouse" })).spec.controllerName).toBe(
      "pilothouse.dev/gateway",
    );
    const body = { metadata: { labels: { team: "a" } } };
    const changed = await cluster.patch("Gateway", at, { type: "merge", body });
    await bootstrap(cluster, { gatewayPort: 9090 });
    expect(await cluster.get("Gateway", at)).toEqual(changed);
  });
});
