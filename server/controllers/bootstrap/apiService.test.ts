import { describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { offerApi } from "./apiService";
import { bootstrap } from "./bootstrap";

const place = { serviceAddress: "10.96.0.1", address: "127.0.0.1", port: 6443 };
const at = { name: "kubernetes", namespace: "default" };

describe("the Service kubernetes", () => {
  it("leads to where this start's API listens, under the address that certificates name", async () => {
    const cluster = memoryCluster().as(systemSubject("test"));
    await bootstrap(cluster, { gatewayPort: 8080 });
    await offerApi(cluster, place);
    await offerApi(cluster, { ...place, port: 7443 });
    const { spec } = await cluster.get("Service", at);
    expect(spec).toMatchObject({ clusterIP: "10.96.0.1", ports: [{ name: "https", port: 443 }] });
    expect((await cluster.get("Endpoints", at)).subsets).toMatchObject([{ addresses: [{ ip: "10.96.0.1" }] }]);
    expect(await cluster.get("EndpointSlice", at)).toMatchObject({
      endpoints: [{ addresses: ["127.0.0.1"] }],
      ports: [{ name: "https", port: 7443 }],
    });
  });
});
