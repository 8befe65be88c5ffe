import { describe, expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { conditionOf } from "@/server/objects/meta";
import type { Node, Pod } from "@/server/objects/types";
import { reconcile } from "./reconcile";

const timestamp = "2026-01-01T00:05:00Z";
const lost = { isLost: true, isFenced: false, mayEvict: true, pods: [], timestamp };

function written<T>(outcome: ReturnType<typeof reconcile>, kind: string): T[] {
  return outcome.actions.flatMap((action) =>
    action.do === "update" && action.kind === kind ? [action.object as T] : [],
  );
}

describe("reconcile of a node", () => {
  it("first says of a lost node what is not known any more, in Kubernetes' words", () => {
    const outcome = reconcile(aNode("a").ready().build(), lost);
    const [node] = written<Node>(outcome, "Node");
    expect(conditionOf(node?.status?.conditions, "Ready")).toMatchObject({
      status: "Unknown",
      reason: "NodeStatusUnknown",
      message: "Kubelet stopped posting node status.",
      lastTransitionTime: timestamp,
      lastHeartbeatTime: "2026-01-01T00:00:00Z",
    });
    expect(conditionOf(node?.status?.conditions, "MemoryPressure")).toMatchObject({
      status: "Unknown",
      reason: "NodeStatusNeverUpdated",
      message: "Kubelet never posted node status.",
    });
    expect(outcome.actions).toMatchObject([
      { subresource: "status", note: { reason: "NodeNotReady", message: "Node a status is now: NodeNotReady" } },
    ]);
    expect(outcome.retryAfterMs).toBeDefined();
  });

  it("then taints it, and its ready pods are not ready any more", () => {
    const ended = aPod("ended").onNode("a").ready().inPhase("Succeeded").build();
    const pods = [aPod("one").onNode("a").ready().build(), aPod("two").onNode("a").unready().build(), ended];
    const outcome = reconcile(aNode("a").silent().build(), { ...lost, pods });
    expect(written<Node>(outcome, "Node")[0]?.spec.taints).toMatchObject([
      { key: "node.kubernetes.io/unreachable", effect: "NoSchedule" },
      { key: "node.kubernetes.io/unreachable", effect: "NoExecute" },
    ]);
    const [unready, ...others] = written<Pod>(outcome, "Pod");
    expect(others).toEqual([]);
    expect(unready?.metadata.name).toBe("one");
    expect(conditionOf(unready?.status?.conditions, "Ready")?.status).toBe("False");
  });

  it("leaves the pods of nodes that all went silent together as they are", () => {
    const pods = [aPod("one").onNode("a").ready().build()];
    const outcome = reconcile(aNode("a").silent().build(), { ...lost, mayEvict: false, pods });
    expect(written<Pod>(outcome, "Pod")).toEqual([]);
  });

  it("has nothing to do for a node that answers", () => {
    const outcome = reconcile(aNode("a").ready().build(), { ...lost, isLost: false });
    expect(outcome.actions).toEqual([]);
  });
});
