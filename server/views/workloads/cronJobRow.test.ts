import { describe, expect, it } from "vitest";
import { aCronJob, aStatefulSet } from "@/server/objects/builders";
import { cronJobRow } from "./cronJobRow";
import { statefulSetRow } from "./workloadRow";

const nowMs = Date.parse("2026-01-01T08:02:00Z");
const nightly = (suspend: boolean) =>
  aCronJob("backup")
    .with(({ spec }) => {
      spec.schedule = "0 9 * * *";
      spec.timeZone = "Europe/Berlin";
      spec.suspend = suspend;
    })
    .build();

describe("a CronJob's line", () => {
  it("says when it is due next, in its own time zone", () => {
    expect(cronJobRow(nightly(false), nowMs)).toMatchObject({ status: "Waiting", nextAt: "2026-01-02T08:00:00.000Z" });
  });

  it("promises no time while it is suspended", () => {
    const row = cronJobRow(nightly(true), nowMs);
    expect([row.status, row.nextAt]).toEqual(["Suspended", undefined]);
  });
});

describe("a StatefulSet's status", () => {
  const status = { replicas: 3, readyReplicas: 3, availableReplicas: 3, observedGeneration: 1 };
  const held = (partition: number) =>
    aStatefulSet("db")
      .replicas(3)
      .with(({ spec }) => {
        spec.updateStrategy = { type: "RollingUpdate", rollingUpdate: { partition } };
      })
      .withStatus({ ...status, updatedReplicas: 1, currentRevision: "a", updateRevision: "b" })
      .build();

  it("is ready when only those wait for the new template that the partition holds back", () => {
    expect(statefulSetRow(held(2))).toMatchObject({ status: "Ready", updated: 1 });
    expect(statefulSetRow(held(0)).status).toBe("Progressing");
  });
});
