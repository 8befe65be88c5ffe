import { beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { aNamespace } from "@/server/objects/builders";
import { createStored } from "@/server/testing/createStored";
import { FakeClock } from "@/server/testing/fakeClock";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { restartJob } from "./restartJob";
import { undo } from "./undo";

describe("a job", () => {
  // As long as a name may be: what is made of it on the way must fit, too.
  const name = `report-${"x".repeat(56)}`;
  const at = { namespace: "default", name };
  let cluster: Cluster;

  beforeEach(async () => {
    cluster = memoryCluster().as(systemSubject("test"));
    await createStored(cluster, aNamespace("default").build());
    const metadata = { ...at, labels: { team: "shop" } };
    const template = { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "job:1" }] } };
    await cluster.create("Job", { apiVersion: "batch/v1", kind: "Job", metadata, spec: { template } });
  });

  it("that is restarted is a new one of the same name, which selects pods of its own", async () => {
    const old = await cluster.get("Job", at);
    const { metadata, spec } = await restartJob(cluster, at, new FakeClock());
    expect(metadata.uid).not.toBe(old.metadata.uid);
    expect(metadata.labels).toMatchObject({ team: "shop" });
    expect(spec.selector?.matchLabels).toEqual({ "batch.kubernetes.io/controller-uid": metadata.uid });
    expect(spec.template.spec?.containers[0]?.image).toBe("job:1");
  });

  it("that does not go is not made twice, and whoever asked is told", async () => {
    await cluster.patch("Job", at, { type: "merge", body: { metadata: { finalizers: ["example.com/hold"] } } });
    const clock = new FakeClock();
    let isTold = false;
    const told = expect(restartJob(cluster, at, clock))
      .rejects.toMatchObject({ reason: "Timeout" })
      .finally(() => {
        isTold = true;
      });
    while (!isTold) {
      await clock.advance(10_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await told;
    expect((await cluster.list("Job")).items).toHaveLength(1);
  });

  it("that was deleted comes back by undo", async () => {
    await cluster.delete("Job", at, { propagation: "Background" });
    const { did } = await undo(cluster, { kind: "Job", ...at });
    expect(did).toBe("recreated");
    expect((await cluster.get("Job", at)).spec.template.spec?.containers[0]?.image).toBe("job:1");
  });
});
