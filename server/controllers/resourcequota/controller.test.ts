import { afterEach, describe, expect, it } from "vitest";
import type { Manifest } from "@/server/objects/types";
import { TestEngine } from "../testEngine";

const engine = new TestEngine({ nodes: [] });
afterEach(() => engine.close());

const quota: Manifest = {
  apiVersion: "v1",
  kind: "ResourceQuota",
  metadata: { name: "q", namespace: "default" },
  spec: { hard: { "requests.memory": "1Gi", pods: "5", "count/configmaps": "9" } },
};
const pod = (name: string, memory: string): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default" },
  spec: { containers: [{ name: "c", image: "x:1", resources: { requests: { memory } } }] },
});

describe("a quota's status", () => {
  it("follows what comes, ends and goes", async () => {
    await engine.start();
    await engine.cluster.create("ResourceQuota", quota);
    const untilUsed = (used: object) =>
      engine.until("ResourceQuota", ([one]) => {
        const found = one?.status?.used ?? {};
        return Object.entries(used).every(([name, amount]) => found[name] === amount);
      });
    await untilUsed({ pods: "0", "requests.memory": "0", "count/configmaps": "1" });
    await engine.cluster.create("Pod", pod("a", "256Mi"));
    await engine.cluster.create("Pod", pod("b", "256Mi"));
    const [{ status } = {}] = await untilUsed({ pods: "2", "requests.memory": "512Mi" });
    expect(status?.hard).toEqual(quota.spec && (quota.spec as { hard: object }).hard);
    const ended = { type: "merge", body: { status: { phase: "Failed" } } } as const;
    await engine.cluster.patch("Pod", { name: "a", namespace: "default" }, ended, { subresource: "status" });
    await untilUsed({ pods: "1", "requests.memory": "256Mi" });
    await engine.cluster.delete("Pod", { name: "b", namespace: "default" }, { graceSeconds: 0 });
    await untilUsed({ pods: "0", "requests.memory": "0" });
  });
});
