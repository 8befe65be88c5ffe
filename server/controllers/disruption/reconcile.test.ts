import { describe, expect, it } from "vitest";
import { aPod, aPodDisruptionBudget, aReplicaSet } from "@/server/objects/builders";
import type { PodDisruptionBudget } from "@/server/objects/types";
import { reconcile } from "./reconcile";

const timestamp = "2026-01-01T00:05:00Z";
const selector = { matchLabels: { app: "web" } };
const set = aReplicaSet("web").replicas(4).build();
const web = (name: string) => aPod(name).labelled({ app: "web" }).ownedBy(set).onNode("a");
const replicasOf = () => ({ uid: set.metadata.uid, replicas: 4 });
const pods = [
  web("one").ready().build(),
  web("two").ready().build(),
  web("three").ready().build(),
  web("four").unready().build(),
  aPod("other").onNode("a").ready().build(),
];

function statusOf(spec: Partial<PodDisruptionBudget["spec"]>, all = pods) {
  const budget = aPodDisruptionBudget("web", { selector, ...spec })
    .atGeneration(3)
    .build();
  const { actions } = reconcile(budget, { pods: all, replicasOf, timestamp });
  const [update] = actions;
  if (update?.do !== "update") throw new Error("nothing was written");
  return { budget, update, status: update.object.status as PodDisruptionBudget["status"] };
}

describe("the status of a PodDisruptionBudget", () => {
  it("tells how many of its pods may go, in Kubernetes' words", () => {
    const { status, update } = statusOf({ minAvailable: 2 });
    expect(update).toMatchObject({ kind: "PodDisruptionBudget", subresource: "status" });
    expect(status).toEqual({
      currentHealthy: 3,
      desiredHealthy: 2,
      disruptionsAllowed: 1,
      expectedPods: 4,
      observedGeneration: 3,
      conditions: [
        {
          type: "DisruptionAllowed",
          status: "True",
          reason: "SufficientPods",
          message: "",
          observedGeneration: 3,
          lastTransitionTime: timestamp,
        },
      ],
    });
  });

  it("allows none while so many are not ready as may be unavailable", () => {
    const { status } = statusOf({ maxUnavailable: 1 });
    expect(status).toMatchObject({ desiredHealthy: 3, disruptionsAllowed: 0 });
    expect(status?.conditions).toMatchObject([{ status: "False", reason: "InsufficientPods" }]);
  });

  it("takes percentages of what the pods' controller wants, not of the pods that are there", () => {
    expect(statusOf({ minAvailable: "50%" }, pods.slice(0, 3)).status).toMatchObject({
      expectedPods: 4,
      desiredHealthy: 2,
      disruptionsAllowed: 1,
    });
  });

  it("counts no pod that is on its way out", () => {
    const leaving = [...pods.slice(0, 2), web("three").ready().deletedAt(timestamp).build()];
    expect(statusOf({ minAvailable: 2 }, leaving).status).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 0 });
  });

  it("allows nothing where there are no pods", () => {
    expect(statusOf({ maxUnavailable: "100%" }, []).status).toMatchObject({ expectedPods: 0, disruptionsAllowed: 0 });
  });

  it("writes nothing when nothing changed", () => {
    const { budget, status } = statusOf({ minAvailable: 2 });
    const again = reconcile({ ...budget, status }, { pods, replicasOf, timestamp: "2026-01-01T01:00:00Z" });
    expect(again.actions).toEqual([]);
  });
});
