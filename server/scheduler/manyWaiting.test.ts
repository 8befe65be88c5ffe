import { expect, it } from "vitest";
import { type Reflector, reflect } from "@/server/cluster/reflector";
import { systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { conditionOf } from "@/server/objects/meta";
import type { Manifest, Pod } from "@/server/objects/types";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { startScheduler } from "./scheduler";

const deps = { clock: systemClock, random: systemRandom, log: silentLog };
const count = 1_000;
/** Of processor time: all of it is one thread's, and other work on the machine does not count. It takes about four. */
const limitMs = 20_000;

function podOf(name: string, spec: { memory?: string; isGated?: boolean } = {}): Manifest {
  const resources = { requests: { cpu: "1m", memory: spec.memory ?? "1Mi" } };
  const gates = spec.isGated ? { schedulingGates: [{ name: "example.com/wait" }] } : {};
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default" },
    spec: { containers: [{ name: "main", image: "web:1", resources }], ...gates },
  };
}

function until(pods: Reflector<Pod>, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    let stop = () => {};
    const look = () => {
      if (!isSo()) return;
      stop();
      resolve();
    };
    stop = pods.onChange(look);
    look();
  });
}

it("decides within seconds on 1,000 gated pods and 1,000 that fit nowhere, and still binds the next that fits", async () => {
  const cluster = memoryCluster().as(systemSubject("test"));
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  for (const name of ["a", "b", "c"]) {
    await cluster.create("Node", { apiVersion: "v1", kind: "Node", metadata: { name } });
    const capacity = { cpu: "4", memory: "8Gi", pods: "110" };
    const body = { status: { capacity, allocatable: capacity, conditions: [{ type: "Ready", status: "True" }] } };
    await cluster.patch("Node", { name }, { type: "merge", body }, { subresource: "status" });
  }
  const reasons = new Map<string, number>();
  const pods = reflect(cluster, "Pod", deps);
  pods.onChange(({ object, previous }) => {
    const [reason, before] = [object, previous].map(
      (pod) => conditionOf(pod?.status?.conditions, "PodScheduled")?.reason ?? "",
    );
    if (reason && reason !== before) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  });
  const scheduler = startScheduler({ ...deps, cluster });
  await Promise.all([scheduler.ready, pods.synced]);
  const start = process.cpuUsage();
  const all = Array.from({ length: count }, (_, place) => [
    podOf(`gated-${place}`, { isGated: true }),
    podOf(`large-${place}`, { memory: "64Gi" }),
  ]).flat();
  await Promise.all(all.map((manifest) => cluster.create("Pod", manifest)));
  await until(pods, () => reasons.get("SchedulingGated") === count && reasons.get("Unschedulable") === count);
  const { user, system } = process.cpuUsage(start);
  await cluster.create("Pod", podOf("small"));
  await until(pods, () => pods.get("default", "small")?.spec.nodeName !== undefined);
  const large = conditionOf(pods.get("default", "large-0")?.status?.conditions, "PodScheduled");
  expect(large?.message).toMatch(/^0\/3 nodes are available: 3 Insufficient memory\./);
  expect(pods.list().filter(({ spec }) => spec.nodeName !== undefined)).toHaveLength(1);
  expect((user + system) / 1_000).toBeLessThan(limitMs);
  scheduler.close();
  pods.close();
});
