import { beforeEach, describe, expect, it } from "vitest";
import type { Cluster, PodUsage } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import type { AgentClient } from "./agentClient";
import { type TestEngine, testEngine } from "./testEngine";

const MiB = 2 ** 20;
let engine: TestEngine;
let admin: Cluster;

function agentThatUses(pods: Readonly<Record<string, PodUsage>>): AgentClient {
  const whole = { cpuMillis: 300, memoryBytes: 64 * MiB };
  return {
    logs: () => {
      throw new Error("not asked for");
    },
    exec: () => Promise.reject(new Error("not asked for")),
    attach: () => Promise.reject(new Error("not asked for")),
    connect: () => Promise.reject(new Error("not asked for")),
    usage: async () => ({ node: whole, pods: new Map(Object.entries(pods)) }),
  };
}

async function aBoundPod(name: string, node: string, labels: Record<string, string> = {}): Promise<void> {
  const containers = [
    { name: "main", image: "web" },
    { name: "side", image: "log" },
  ];
  const metadata = { name, namespace: "default", labels };
  await admin.create("Pod", { apiVersion: "v1", kind: "Pod", metadata, spec: { containers } });
  await admin.bind({ name, namespace: "default" }, node);
}

beforeEach(async () => {
  engine = testEngine();
  admin = engine.cluster.as(systemSubject("test"));
  await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  for (const name of ["a", "b"]) await admin.create("Node", { apiVersion: "v1", kind: "Node", metadata: { name } });
  await aBoundPod("web", "a", { app: "web" });
  await aBoundPod("api", "b", { app: "api" });
  await aBoundPod("new", "a", { app: "web" });
  const main = { cpuMillis: 250, memoryBytes: 48 * MiB };
  const side = { cpuMillis: 0, memoryBytes: 16 * MiB };
  const containers = new Map([
    ["main", main],
    ["side", side],
  ]);
  engine.agents.set("a", agentThatUses({ "default/web": { cpuMillis: 250, memoryBytes: 64 * MiB, containers } }));
  engine.agents.set("b", agentThatUses({ "default/api": { cpuMillis: 5, memoryBytes: MiB } }));
});

describe("metrics.k8s.io", () => {
  it("tells what each container of a pod uses, by the words of Kubernetes' metrics server", async () => {
    expect(await admin.get("PodMetrics", { namespace: "default", name: "web" })).toEqual({
      kind: "PodMetrics",
      apiVersion: "metrics.k8s.io/v1beta1",
      metadata: {
        name: "web",
        namespace: "default",
        labels: { app: "web" },
        creationTimestamp: expect.stringMatching(/Z$/),
      },
      timestamp: expect.stringMatching(/Z$/),
      window: "10s",
      containers: [
        { name: "main", usage: { cpu: "250m", memory: "49152Ki" } },
        { name: "side", usage: { cpu: "0", memory: "16384Ki" } },
      ],
    });
  });

  it("leaves out what was not measured, and does not guess which of several containers used how much", async () => {
    const { items } = await admin.list("PodMetrics");
    expect(items.map(({ metadata }) => metadata.name)).toEqual(["web"]);
    await expect(admin.get("PodMetrics", { namespace: "default", name: "new" })).rejects.toMatchObject({
      reason: "NotFound",
      says: 'podmetrics.metrics.k8s.io "default/new" not found',
    });
  });

  it("takes label and field selectors", async () => {
    const named = async (labelSelector: string, fieldSelector = "") =>
      (await admin.list("NodeMetrics", { labelSelector, fieldSelector })).items.map(({ metadata }) => metadata.name);
    expect(await named("")).toEqual(["a", "b"]);
    expect(await named("", "metadata.name=b")).toEqual(["b"]);
    expect(await named("zone=east")).toEqual([]);
    const { items } = await admin.list("PodMetrics", { labelSelector: "app=api" });
    expect(items).toEqual([]);
  });

  it("is read only, and needs the permission for metrics, not for usage of everything", async () => {
    const viewer = engine.cluster.as({ name: "vera", groups: ["pilothouse:viewer"] });
    expect((await viewer.list("NodeMetrics")).items).toHaveLength(2);
    const nobody = engine.cluster.as({ name: "nemo", groups: [] });
    await expect(nobody.list("PodMetrics")).rejects.toMatchObject({ reason: "Forbidden" });
    const manifest = { apiVersion: "metrics.k8s.io/v1beta1", kind: "PodMetrics", metadata: { name: "x" } };
    await expect(admin.create("PodMetrics", manifest)).rejects.toMatchObject({ reason: "MethodNotAllowed" });
    const at = { namespace: "default", name: "web" };
    await expect(admin.delete("PodMetrics", at)).rejects.toMatchObject({ reason: "MethodNotAllowed" });
  });
});
