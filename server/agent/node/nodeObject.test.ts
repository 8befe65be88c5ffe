import { expect, test } from "vitest";
import { kubernetesRelease } from "@/server/objects/release";
import { nodeStatus } from "./nodeObject";

test("a node tells the release that the API tells, as an agent of the same build", () => {
  const runtimeInfo = { name: "process" as const, version: "1", cannot: [] };
  const description = {
    labels: {},
    node: "node-1",
    hostIp: "127.0.0.1",
    runtimeInfo,
    capacity: { cpuMillis: 1, memoryBytes: 1 },
  };
  const { nodeInfo } = nodeStatus(description, undefined, "2026-01-01T00:00:00Z");
  expect(nodeInfo?.kubeletVersion).toBe(kubernetesRelease.gitVersion);
});
