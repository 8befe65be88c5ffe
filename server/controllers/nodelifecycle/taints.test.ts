import { describe, expect, it } from "vitest";
import { aNode } from "@/server/objects/builders";
import { hasTaint, taintsOf } from "./taints";

const timestamp = "2026-01-01T00:05:00Z";
const facts = { isFenced: false, mayEvict: true, timestamp };
const shortly = (taints: ReturnType<typeof taintsOf>) => taints.map(({ key, effect }) => `${key}:${effect}`);

describe("taintsOf", () => {
  it("taints a silent node as unreachable, and one that is not ready as not-ready", () => {
    expect(shortly(taintsOf(aNode().silent().build(), facts))).toEqual([
      "node.kubernetes.io/unreachable:NoSchedule",
      "node.kubernetes.io/unreachable:NoExecute",
    ]);
    expect(shortly(taintsOf(aNode().notReady().build(), facts))).toEqual([
      "node.kubernetes.io/not-ready:NoSchedule",
      "node.kubernetes.io/not-ready:NoExecute",
    ]);
  });

  it("keeps new pods away from nodes that went silent together, but evicts nobody", () => {
    const taints = taintsOf(aNode().silent().build(), { ...facts, mayEvict: false });
    expect(shortly(taints)).toEqual(["node.kubernetes.io/unreachable:NoSchedule"]);
  });

  it("does not take an eviction back that had begun before all others went silent, too", () => {
    const node = aNode().silent().tainted("node.kubernetes.io/unreachable", "", "NoExecute").build();
    expect(shortly(taintsOf(node, { ...facts, mayEvict: false }))).toContain(
      "node.kubernetes.io/unreachable:NoExecute",
    );
  });

  it("says that a silent node is out of service only once its pods are confirmed dead", () => {
    const node = aNode().silent().build();
    expect(shortly(taintsOf(node, facts))).not.toContain("node.kubernetes.io/out-of-service:NoExecute");
    expect(taintsOf(node, { ...facts, isFenced: true })).toContainEqual({
      key: "node.kubernetes.io/out-of-service",
      value: "fenced",
      effect: "NoExecute",
      timeAdded: timestamp,
    });
  });

  it("takes its own taints away from a node that is back, and leaves those of people", () => {
    const node = aNode()
      .ready()
      .tainted("dedicated", "team-a")
      .tainted("node.kubernetes.io/unreachable", "", "NoExecute")
      .tainted("node.kubernetes.io/out-of-service", "fenced", "NoExecute")
      .build();
    expect(taintsOf(node, facts)).toEqual([{ key: "dedicated", value: "team-a", effect: "NoSchedule" }]);
  });

  it("leaves an out-of-service taint that a person set", () => {
    const node = aNode().ready().tainted("node.kubernetes.io/out-of-service", "nodeshutdown", "NoExecute").build();
    expect(
      hasTaint({ ...node, spec: { taints: taintsOf(node, facts) } }, "node.kubernetes.io/out-of-service", "NoExecute"),
    ).toBe(true);
  });

  it("keeps the time at which a taint was added", () => {
    const first = taintsOf(aNode().silent().build(), facts);
    const node = aNode()
      .silent()
      .with((draft) => {
        draft.spec.taints = first;
      })
      .build();
    expect(taintsOf(node, { ...facts, timestamp: "2026-01-01T01:00:00Z" })).toEqual(first);
  });

  it.each([
    ["MemoryPressure", "node.kubernetes.io/memory-pressure"],
    ["DiskPressure", "node.kubernetes.io/disk-pressure"],
    ["PIDPressure", "node.kubernetes.io/pid-pressure"],
    ["NetworkUnavailable", "node.kubernetes.io/network-unavailable"],
  ])("keeps new pods away while %s is true", (type, key) => {
    const node = aNode()
      .ready()
      .with(({ status }) => {
        status?.conditions?.push({ type, status: "True" });
      })
      .build();
    expect(shortly(taintsOf(node, facts))).toEqual([`${key}:NoSchedule`]);
  });

  it("taints a cordoned node as unschedulable", () => {
    expect(shortly(taintsOf(aNode().ready().cordoned().build(), facts))).toEqual([
      "node.kubernetes.io/unschedulable:NoSchedule",
    ]);
  });
});
