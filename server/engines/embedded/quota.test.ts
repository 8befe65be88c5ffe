import { beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import type { Manifest } from "@/server/objects/types";
import { testEngine } from "./testEngine";

let cluster: Cluster;

beforeEach(async () => {
  cluster = testEngine().cluster.as(systemSubject("test"));
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
});

const at = (name: string) => ({ name, namespace: "shop" });
const quota = (name: string, hard: object, more: object = {}): Manifest => ({
  apiVersion: "v1",
  kind: "ResourceQuota",
  metadata: at(name),
  spec: { hard, ...more },
});
const config = (name: string): Manifest => ({ apiVersion: "v1", kind: "ConfigMap", metadata: at(name) });
const pod = (name: string, ...resources: object[]): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: at(name),
  spec: { containers: resources.map((one, index) => ({ name: "cd"[index], image: "x:1", resources: one })) },
});
const service = (type: string): Manifest => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: at("s"),
  spec: { type, selector: { a: "b" }, ports: [{ port: 80 }] },
});

describe("a ResourceQuota", () => {
  it("lets exactly as many through as it says, however many write at once", async () => {
    await cluster.create("ResourceQuota", quota("compute", { "count/configmaps": "3" }));
    const tries = Array.from({ length: 12 }, (_, index) => cluster.create("ConfigMap", config(`c-${index}`)));
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: {
        reason: "Forbidden",
        message: expect.stringMatching(
          /^configmaps "c-\d+" is forbidden: exceeded quota: compute, requested: count\/configmaps=1, used: count\/configmaps=3, limited: count\/configmaps=3$/,
        ),
      },
    });
    await cluster.delete("ConfigMap", at("c-0"));
    await cluster.create("ConfigMap", config("again"));
  });

  it("counts what pods ask for, and wants to be told it by each container", async () => {
    await cluster.create("ResourceQuota", quota("compute", { "requests.cpu": "1", "limits.memory": "1Gi", pods: "2" }));
    await expect(cluster.create("Pod", pod("p", {}, {}))).rejects.toThrow(
      'pods "p" is forbidden: failed quota: compute: must specify limits.memory for: c,d; requests.cpu for: c,d',
    );
    const large = pod("p", { requests: { cpu: "2" }, limits: { memory: "2Gi" } });
    await expect(cluster.create("Pod", large)).rejects.toThrow(
      'pods "p" is forbidden: exceeded quota: compute, requested: limits.memory=2Gi,requests.cpu=2, used: limits.memory=0,requests.cpu=0, limited: limits.memory=1Gi,requests.cpu=1',
    );
    const small = { requests: { cpu: "400m" }, limits: { memory: "100Mi" } };
    for (const name of ["a", "b"]) await cluster.create("Pod", pod(name, small));
    await expect(cluster.create("Pod", pod("p", small))).rejects.toThrow(
      /requested: pods=1,requests.cpu=400m, used: pods=2,requests.cpu=800m, limited: pods=2,requests.cpu=1$/,
    );
  });

  it("gives back what a pod held that has ended", async () => {
    await cluster.create("ResourceQuota", quota("compute", { pods: "1" }));
    await cluster.create("Pod", pod("a", {}));
    await expect(cluster.create("Pod", pod("b", {}))).rejects.toMatchObject({ reason: "Forbidden" });
    const ended = { type: "merge", body: { status: { phase: "Succeeded" } } } as const;
    await cluster.patch("Pod", at("a"), ended, { subresource: "status" });
    await cluster.create("Pod", pod("b", {}));
  });

  it("holds for an update that would take more", async () => {
    await cluster.create("ResourceQuota", quota("ports", { "services.nodeports": "0", services: "1" }));
    await expect(cluster.create("Service", service("NodePort"))).rejects.toThrow(
      'services "s" is forbidden: exceeded quota: ports, requested: services.nodeports=1, used: services.nodeports=0, limited: services.nodeports=0',
    );
    await cluster.create("Service", service("ClusterIP"));
    const body = { spec: { type: "NodePort" } };
    await expect(cluster.patch("Service", at("s"), { type: "merge", body })).rejects.toThrow(/exceeded quota: ports/);
    await cluster.patch("Service", at("s"), { type: "merge", body: { metadata: { labels: { a: "b" } } } });
  });

  it("is about the pods of its scopes only", async () => {
    await cluster.create("ResourceQuota", quota("best", { pods: "0" }, { scopes: ["BestEffort"] }));
    await expect(cluster.create("Pod", pod("a", {}))).rejects.toThrow(/exceeded quota: best, requested: pods=1/);
    await cluster.create("Pod", pod("b", { requests: { cpu: "1m" } }));
    await cluster.create("ConfigMap", config("c"));
  });

  it("takes nothing for a dry run, and minds no other namespace", async () => {
    await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "bank" } });
    await cluster.create("ResourceQuota", quota("one", { "count/configmaps": "1" }));
    await cluster.create("ConfigMap", config("c"), { dryRun: true });
    await cluster.create("ConfigMap", { ...config("c"), metadata: { name: "c", namespace: "bank" } });
    await cluster.create("ConfigMap", config("c"));
    await expect(cluster.create("ConfigMap", config("d"), { dryRun: true })).rejects.toMatchObject({
      reason: "Forbidden",
    });
  });
});
