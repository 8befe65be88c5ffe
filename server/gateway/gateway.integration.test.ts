import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { gatewaySubject, systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { aNamespace, anHttpRoute } from "@/server/objects/builders";
import type { Listener } from "@/server/objects/listener";
import { createStored } from "@/server/testing/createStored";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { EmbeddedDriver } from "./drivers/embedded/embeddedDriver";
import { startGateway } from "./gateway";
import { aGateway } from "./testObjects";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A cluster with a Gateway in `default`, and a gateway process' loop on it, as the subject that it is. */
async function aCluster(listener: Partial<Listener>, driver = new EmbeddedDriver(systemClock)) {
  const engine = memoryCluster();
  const cluster = engine.as(systemSubject("test"));
  await createStored(cluster, aNamespace("default").build(), aNamespace("shop").build());
  const { kind, apiVersion } = aGateway();
  await cluster.create("GatewayClass", {
    apiVersion,
    kind: "GatewayClass",
    metadata: { name: "pilothouse" },
    spec: { controllerName: "pilothouse.dev/gateway" },
  });
  const listeners = [{ name: "http", port: 8080, protocol: "HTTP", ...listener }];
  const spec = { gatewayClassName: "pilothouse", listeners };
  await cluster.create(kind, { apiVersion, kind, metadata: { name: "default", namespace: "default" }, spec });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gateway-"));
  cleanups.push(() => fs.rmSync(folder, { recursive: true }));
  const running = await startGateway({
    cluster: engine.as(gatewaySubject),
    driver,
    clock: systemClock,
    log: silentLog,
    folder,
    host: "127.0.0.1",
    port: 0,
    claim: async () => {},
  });
  cleanups.push(() => running.close());
  const route = anHttpRoute("web").in("shop").build();
  await cluster.create("HTTPRoute", {
    apiVersion: route.apiVersion,
    kind: route.kind,
    metadata: { name: "web", namespace: "shop" },
    spec: { ...route.spec, parentRefs: [{ name: "default", namespace: "default" }] },
  });
  return cluster;
}

it.each([
  ["takes none of another namespace", {}, "NotAllowedByListeners", 0],
  ["takes all", { allowedRoutes: { namespaces: { from: "All" } } }, "Accepted", 1],
  [
    "selects the namespace",
    {
      allowedRoutes: {
        namespaces: { from: "Selector", selector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } },
      },
    },
    "Accepted",
    1,
  ],
])(
  "says on a route, and counts on the Gateway, what a listener that %s lets in",
  async (_, listener, reason, count) => {
    const cluster = await aCluster(listener);
    const said = async () => {
      const { status } = await cluster.get("HTTPRoute", { namespace: "shop", name: "web" });
      return status?.parents[0]?.conditions[0]?.reason;
    };
    await expect.poll(said).toBe(reason);
    const counted = async () => {
      const { status } = await cluster.get("Gateway", { namespace: "default", name: "default" });
      return status?.listeners?.[0]?.attachedRoutes;
    };
    await expect.poll(counted).toBe(count);
  },
);

it("tries a table again that its driver did not take, though nothing else changes", async () => {
  const driver = new EmbeddedDriver(systemClock);
  const apply = driver.apply.bind(driver);
  const asked: string[] = [];
  driver.apply = async (table) => {
    if (Object.keys(table.hosts).length === 0) return apply(table);
    asked.push(Object.keys(table.hosts).join());
    if (asked.length === 1) throw new Error("not now");
    return apply(table);
  };
  await aCluster({ allowedRoutes: { namespaces: { from: "All" } } }, driver);
  await expect.poll(() => asked.slice(0, 2)).toEqual(["*", "*"]);
});
