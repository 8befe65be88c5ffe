import { describe, expect, it } from "vitest";
import { aDaemonSet, aDeployment, aJob, aPod } from "@/server/objects/builders";
import type { Pod } from "@/server/objects/types";
import { namesIn, reconcile, type Workloads } from "./reconcile";

const timestamp = "2026-01-01T00:05:00Z";
const none: Workloads = {
  deployment: () => undefined,
  statefulSet: () => undefined,
  daemonSet: () => undefined,
  job: () => undefined,
};
const waiting = (after: string) =>
  aPod("web")
    .annotated({ "pilothouse.dev/after": after })
    .withSpec((spec) => {
      spec.schedulingGates = [{ name: "example.com/mine" }, { name: "pilothouse.dev/after" }];
    })
    .build();
const database = (availableReplicas: number) =>
  aDeployment("database").replicas(2).atGeneration(1).withStatus({ observedGeneration: 1, availableReplicas }).build();

function saidBy(pod: Pod, workloads: Partial<Workloads>) {
  const [action] = reconcile(pod, { ...none, ...workloads }, timestamp).actions;
  if (action?.do !== "update") throw new Error("nothing was written");
  const object = action.object as Pod;
  return { object, condition: object.status?.conditions?.find(({ type }) => type === "pilothouse.dev/After") };
}

describe("a pod that waits for other workloads", () => {
  it("reads the names of its annotation, however they are spaced", () => {
    expect(namesIn(waiting(" database, cache,,queue "))).toEqual(["database", "cache", "queue"]);
  });

  it("says of each that is not ready why it waits", () => {
    const { condition } = saidBy(waiting("database,agent,migrate,nothing"), {
      deployment: (name) => (name === "database" ? database(1) : undefined),
      daemonSet: (name) =>
        name === "agent"
          ? aDaemonSet("agent")
              .atGeneration(1)
              .with((draft) => {
                draft.status = {
                  observedGeneration: 1,
                  desiredNumberScheduled: 3,
                  numberAvailable: 2,
                  currentNumberScheduled: 3,
                  numberMisscheduled: 0,
                  numberReady: 2,
                };
              })
              .build()
          : undefined,
      job: (name) => (name === "migrate" ? aJob("migrate").build() : undefined),
    });
    expect(condition).toMatchObject({
      status: "False",
      reason: "Waiting",
      message:
        "Waiting for database (1 of 2 ready), agent (2 of 3 ready), migrate (not complete), " +
        "nothing (there is no such Deployment, StatefulSet, DaemonSet or Job)",
    });
  });

  it("does not take a Deployment's word for a spec that its controller has not seen", () => {
    const stale = aDeployment("database")
      .replicas(2)
      .atGeneration(2)
      .withStatus({ observedGeneration: 1, availableReplicas: 2 });
    expect(saidBy(waiting("database"), { deployment: () => stale.build() }).condition?.status).toBe("False");
  });

  it("first says that all is ready, then lifts its own gate and no other", () => {
    const ready = { deployment: () => database(2) };
    const { object, condition } = saidBy(waiting("database"), ready);
    expect(condition).toMatchObject({ status: "True", reason: "Ready" });
    expect(object.spec.schedulingGates).toHaveLength(2);
    expect(saidBy(object, ready).object.spec.schedulingGates).toEqual([{ name: "example.com/mine" }]);
  });

  it("is left alone once its gate is lifted", () => {
    expect(reconcile(aPod().annotated({ "pilothouse.dev/after": "x" }).build(), none, timestamp).actions).toEqual([]);
  });
});
