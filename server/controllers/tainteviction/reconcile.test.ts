import { describe, expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { reconcile, stayMs } from "./reconcile";

const timestamp = "2026-01-01T00:05:00Z";
const at = (sinceMs: number) => ({ sinceMs, timestamp });
const tainted = () => aNode("a").ready().tainted("maintenance", "", "NoExecute");
const lost = () => aNode("a").silent().tainted("node.kubernetes.io/unreachable", "", "NoExecute");
const dead = () => lost().tainted("node.kubernetes.io/out-of-service", "fenced", "NoExecute");
const patient = () =>
  aPod("web")
    .onNode("a")
    .ready()
    .tolerating({
      key: "node.kubernetes.io/unreachable",
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: 300,
    })
    .tolerating({ key: "node.kubernetes.io/out-of-service", operator: "Exists", effect: "NoExecute" });

describe("stayMs", () => {
  it("lets a pod stay for the shortest of its tolerations", () => {
    const toleration = { key: "maintenance", operator: "Exists", effect: "NoExecute" } as const;
    const pod = aPod()
      .tolerating({ ...toleration, tolerationSeconds: 60 })
      .tolerating({ ...toleration, tolerationSeconds: 30 })
      .build();
    expect(stayMs(pod, [{ key: "maintenance", effect: "NoExecute" }])).toBe(30_000);
  });

  it("lets a pod stay for ever that tolerates every taint, and not at all if it lacks one", () => {
    const pod = aPod().tolerating({ key: "a", operator: "Exists" }).build();
    expect(stayMs(pod, [{ key: "a", effect: "NoExecute" }])).toBeUndefined();
    expect(
      stayMs(pod, [
        { key: "a", effect: "NoExecute" },
        { key: "b", effect: "NoExecute" },
      ]),
    ).toBe(0);
  });
});

describe("reconcile of a pod under taints", () => {
  it("deletes a pod that does not tolerate its node's taint, and says why", () => {
    const { actions } = reconcile(aPod("web").onNode("a").ready().build(), tainted().build(), at(0));
    expect(actions).toMatchObject([
      {
        do: "update",
        subresource: "status",
        object: {
          status: {
            conditions: expect.arrayContaining([
              expect.objectContaining({
                type: "DisruptionTarget",
                status: "True",
                reason: "DeletionByTaintManager",
                message: "Taint manager: deleting due to NoExecute taint",
              }),
            ]),
          },
        },
      },
      { do: "delete", note: { reason: "TaintManagerEviction", message: "Marking for deletion Pod default/web" } },
    ]);
  });

  it("waits for as long as the pod tolerates it", () => {
    const pod = aPod("web")
      .onNode("a")
      .tolerating({ key: "maintenance", operator: "Exists", tolerationSeconds: 60 })
      .build();
    expect(reconcile(pod, tainted().build(), at(20_000))).toEqual({ actions: [], retryAfterMs: 40_000 });
    expect(reconcile(pod, tainted().build(), at(60_000)).actions.map((action) => action.do)).toContain("delete");
  });

  it("leaves a silent node's pods alone until they are confirmed dead, however long it takes", () => {
    expect(reconcile(patient().build(), lost().build(), at(86_400_000)).actions).toEqual([]);
  });

  it("fails and removes a dead pod without its agent, once it is not tolerated any more", () => {
    const { actions } = reconcile(patient().build(), dead().build(), at(300_000));
    expect(actions).toMatchObject([
      { do: "update", subresource: "status", object: { status: { phase: "Failed" } } },
      { do: "delete", options: { graceSeconds: 0 } },
    ]);
  });

  it("removes a dead pod at once that was being deleted when its node went", () => {
    const { actions } = reconcile(patient().deletedAt(timestamp).build(), dead().build(), at(0));
    expect(actions.map((action) => action.do)).toEqual(["update", "delete"]);
  });

  it("leaves pods alone that have ended", () => {
    expect(reconcile(aPod().onNode("a").inPhase("Succeeded").build(), tainted().build(), at(0)).actions).toEqual([]);
  });
});
