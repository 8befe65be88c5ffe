import { describe, expect, it } from "vitest";
import { aPod } from "@/server/objects/builders";
import { budgetNow } from "@/server/objects/disruptionBudget";
import type { Pod, PodDisruptionBudget } from "@/server/objects/types";
import { mayEvict } from "./disruption";

function budget(spec: Partial<PodDisruptionBudget["spec"]>): PodDisruptionBudget {
  const metadata = { name: "web", namespace: "default", uid: "b", resourceVersion: "1", creationTimestamp: "" };
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata,
    spec: { selector: { matchLabels: { app: "web" } }, ...spec },
  };
}
const ready = (name: string): Pod => aPod(name).labelled({ app: "web" }).onNode("node-1").ready().build();
const unready = (name: string): Pod => {
  const pod = ready(name);
  const conditions = [{ type: "Ready", status: "False" as const }];
  return { ...pod, status: { ...pod.status, conditions } };
};
const three = [ready("a"), ready("b"), ready("c")];
const now = (spec: Partial<PodDisruptionBudget["spec"]>, pods: readonly Pod[], replicas?: number) =>
  budgetNow(budget(spec), pods, () => (replicas === undefined ? undefined : { uid: "rs", replicas }));

describe("a PodDisruptionBudget", () => {
  it("counts healthy pods, and those that are needed by number or percentage", () => {
    expect(now({ minAvailable: 2 }, three)).toMatchObject({ healthy: 3, needed: 2 });
    expect(now({ minAvailable: "50%" }, three)).toMatchObject({ healthy: 3, needed: 2 });
    expect(now({ maxUnavailable: 1 }, [ready("a"), ready("b"), unready("c")])).toMatchObject({ healthy: 2, needed: 2 });
  });

  it("takes percentages of what the controller wants, not of what is left", () => {
    const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "rs", uid: "rs", controller: true };
    const owned = three.slice(0, 2).map((pod) => ({ ...pod, metadata: { ...pod.metadata, ownerReferences: [owner] } }));
    expect(now({ minAvailable: "100%" }, owned, 4)).toMatchObject({ healthy: 2, needed: 4 });
  });

  it("lets one go only while more are healthy than needed", () => {
    const spec = { minAvailable: 2 };
    expect(mayEvict(ready("a"), budget(spec), { healthy: 3, needed: 2 })).toBe(true);
    expect(mayEvict(ready("a"), budget(spec), { healthy: 2, needed: 2 })).toBe(false);
  });

  it("lets what does no work go, and an unready pod when the others are enough or the budget says always", () => {
    const tight = { healthy: 1, needed: 2 };
    expect(mayEvict(aPod("pending").labelled({ app: "web" }).build(), budget({}), tight)).toBe(true);
    expect(mayEvict(unready("a"), budget({ minAvailable: 2 }), tight)).toBe(false);
    expect(mayEvict(unready("a"), budget({ minAvailable: 2 }), { healthy: 2, needed: 2 })).toBe(true);
    expect(mayEvict(unready("a"), budget({ unhealthyPodEvictionPolicy: "AlwaysAllow" }), tight)).toBe(true);
  });
});
