import { afterEach, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { localProvisioner, selectedNodeAnnotation } from "@/server/objects/storage";
import type { PersistentVolumeClaim } from "@/server/objects/types";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { startScheduler } from "./scheduler";

const closes: (() => void)[] = [];
afterEach(() => {
  for (const close of closes.splice(0)) close();
});

async function made(): Promise<Cluster> {
  const cluster = memoryCluster().as(systemSubject("test"));
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const allocatable = { cpu: "4", memory: "8Gi", pods: "10" };
  const status = { allocatable, capacity: allocatable, conditions: [{ type: "Ready", status: "True" }] };
  await cluster.create("Node", { apiVersion: "v1", kind: "Node", metadata: { name: "a" }, status });
  await cluster.create("StorageClass", {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "local", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: localProvisioner,
    volumeBindingMode: "WaitForFirstConsumer",
  });
  const scheduler = startScheduler({ cluster, clock: systemClock, random: systemRandom, log: silentLog });
  closes.push(() => scheduler.close());
  await scheduler.ready;
  return cluster;
}

/** The first claim that is as wanted, as a watch tells it. */
async function claimThat(cluster: Cluster, isSo: (claim: PersistentVolumeClaim) => boolean) {
  const stop = new AbortController();
  for await (const batch of cluster.watch("PersistentVolumeClaim", { signal: stop.signal }))
    for (const event of batch)
      if (event.type !== "BOOKMARK" && isSo(event.object)) {
        stop.abort();
        return event.object;
      }
  throw new Error("the watch ended");
}

it("a pod with a new claim waits for it: the claim comes, a node is chosen, its volume is bound, then the pod", async () => {
  const cluster = await made();
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
  const spec = { containers: [{ name: "main", image: "web:1" }], volumes };
  const at = { name: "data", namespace: "default" };
  await cluster.create("Pod", { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "default" }, spec });
  await cluster.create("PersistentVolumeClaim", {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: at,
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
  const chosen = await claimThat(cluster, ({ metadata }) => metadata.annotations?.[selectedNodeAnnotation] === "a");
  const pod = () => cluster.get("Pod", { name: "web", namespace: "default" });
  expect((await pod()).spec.nodeName).toBeUndefined();
  await cluster.update("PersistentVolumeClaim", { ...chosen, status: { phase: "Bound" } }, { subresource: "status" });
  await expect.poll(async () => (await pod()).spec.nodeName).toBe("a");
});
