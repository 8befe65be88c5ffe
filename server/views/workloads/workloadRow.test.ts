import { describe, expect, it } from "vitest";
import { aDaemonSet, aDeployment, aJob } from "@/server/objects/builders";
import { daemonSetRow, deploymentRow, jobRow } from "./workloadRow";

const condition = (type: string, status: string, reason: string, message?: string) => ({
  type,
  status,
  reason,
  ...(message && { message }),
});

/** Three pods asked for, all of the newest version; `available` of them answer. */
function deployment(available: number, progressing: ReturnType<typeof condition>) {
  const figures = { observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: available };
  const status = { ...figures, availableReplicas: available, conditions: [progressing] } as never;
  return aDeployment("web").replicas(3).withStatus(status).build();
}

describe("a Deployment's status", () => {
  it("needs nobody while it comes up for the first time", () => {
    const row = deploymentRow(deployment(0, condition("Progressing", "True", "ReplicaSetUpdated")));
    expect([row.status, row.severity]).toEqual(["Progressing", "busy"]);
  });

  it("needs someone when it was up and nothing answers any more", () => {
    const row = deploymentRow(deployment(0, condition("Progressing", "True", "NewReplicaSetAvailable")));
    expect([row.status, row.severity]).toEqual(["Unavailable", "critical"]);
  });

  it("is stuck past its deadline, in the controller's words", () => {
    const late = condition("Progressing", "False", "ProgressDeadlineExceeded", "has timed out progressing");
    const row = deploymentRow(deployment(1, late));
    expect(row).toMatchObject({ status: "Stuck", severity: "critical", message: "has timed out progressing" });
  });

  it("is ready when every pod is, and stopped when none is asked for", () => {
    expect(deploymentRow(deployment(3, condition("Progressing", "True", "NewReplicaSetAvailable"))).status).toBe(
      "Ready",
    );
    const stopped = aDeployment("web").replicas(0).withStatus({ observedGeneration: 1 }).build();
    expect(deploymentRow(stopped)).toMatchObject({ status: "Stopped", severity: "well" });
  });
});

describe("a DaemonSet's status", () => {
  const figures = { desiredNumberScheduled: 3, numberReady: 3, numberAvailable: 3, updatedNumberScheduled: 1 };
  const daemonSet = (type: "OnDelete" | "RollingUpdate") =>
    aDaemonSet("agent")
      .withStatus({ ...figures, observedGeneration: 1 } as never)
      .with(({ spec }) => {
        spec.updateStrategy = { type };
      })
      .build();

  it("is no progress where pods keep their version until somebody deletes them", () => {
    expect(daemonSetRow(daemonSet("OnDelete")).status).toBe("Ready");
    expect(daemonSetRow(daemonSet("RollingUpdate")).status).toBe("Progressing");
  });
});

describe("a Job's status", () => {
  it("is how it ended, with the reason of a failure", () => {
    const conditions = [
      condition("Failed", "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
    ];
    const job = aJob("import")
      .withStatus({ failed: 7, conditions } as never)
      .build();
    expect(jobRow(job)).toMatchObject({ status: "Failed", severity: "critical", message: conditions[0]?.message });
  });
});
