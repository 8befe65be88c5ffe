import { expect, it } from "vitest";
import { aDeployment, aPod, aReplicaSet } from "@/server/objects/builders";
import { failingWorkloads, standingRow } from "./standing";
import { deploymentRow } from "./workloadRow";

const progressing = { type: "Progressing", status: "True", reason: "ReplicaSetUpdated" };
const web = aDeployment("web")
  .replicas(2)
  .withStatus({ observedGeneration: 1, updatedReplicas: 2, conditions: [progressing] } as never)
  .build();
const set = aReplicaSet("web-1").ownedBy(web).build();
const starting = aPod("web-1-a").ownedBy(set).build();
const noImage = aPod("web-1-b")
  .ownedBy(set)
  .with((draft) => {
    const state = { waiting: { reason: "ImagePullBackOff", message: "no such image" } };
    draft.status = { phase: "Pending", containerStatuses: [{ name: "web", state }] } as never;
  })
  .build();

it("is critical where none is ready and none can start", () => {
  const row = standingRow(deploymentRow(web), failingWorkloads([noImage], [set]));
  expect(row).toMatchObject({ status: "Unavailable", severity: "critical" });
});

it("waits for a pod that may still come up", () => {
  const row = standingRow(deploymentRow(web), failingWorkloads([noImage, starting], [set]));
  expect(row).toMatchObject({ status: "Progressing", severity: "busy" });
});
