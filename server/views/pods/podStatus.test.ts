import { describe, expect, it } from "vitest";
import { aPod } from "@/server/objects/builders";
import type { ContainerStatus, Pod } from "@/server/objects/types";
import { podStatus } from "./podStatus";

const status = (state: ContainerStatus["state"], more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name: "main",
  image: "web:1",
  imageID: "",
  ready: false,
  restartCount: 0,
  state,
  ...more,
});

function podWith(containers: ContainerStatus[], more: Partial<NonNullable<Pod["status"]>> = {}): Pod {
  return aPod("web")
    .with((pod) => {
      pod.status = { phase: "Running", ...pod.status, containerStatuses: containers, ...more };
    })
    .build();
}

describe("a pod's status word", () => {
  it("is Running, and well, when it is ready", () => {
    expect(podStatus(aPod().onNode("a").ready().build())).toMatchObject({ status: "Running", severity: "well" });
  });

  it("is what its container waits for, with the engine's message", () => {
    const pod = podWith([status({ waiting: { reason: "CrashLoopBackOff", message: "back-off 10s" } })]);
    expect(podStatus(pod)).toEqual({ status: "CrashLoopBackOff", severity: "critical", message: "back-off 10s" });
  });

  it("tells an image that cannot be pulled from a start that takes its time", () => {
    expect(podStatus(podWith([status({ waiting: { reason: "ErrImagePull" } })]))).toMatchObject({
      severity: "warning",
    });
    expect(podStatus(podWith([status({ waiting: { reason: "ContainerCreating" } })]))).toMatchObject({
      status: "ContainerCreating",
      severity: "busy",
    });
  });

  it("counts the init containers that are done", () => {
    const pod = aPod("web")
      .withInit({ name: "first" })
      .withInit({ name: "second" })
      .with((draft) => {
        draft.status = {
          phase: "Pending",
          initContainerStatuses: [
            status({ terminated: { exitCode: 0 } }, { name: "first" }),
            status({ running: {} }, { name: "second" }),
          ],
        };
      })
      .build();
    expect(podStatus(pod)).toMatchObject({ status: "Init:1/2", severity: "busy" });
  });

  it("says why an unschedulable pod waits, and that it needs someone", () => {
    const message = "0/3 nodes are available: 3 Insufficient memory.";
    const pod = podWith([], {
      phase: "Pending",
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
    });
    expect(podStatus(pod)).toEqual({ status: "Pending", severity: "warning", message });
  });

  it("is Terminating while it is deleted, whatever its containers say", () => {
    const pod = aPod("web").ready().deletedAt("2026-01-01T00:00:00Z").build();
    expect(podStatus(pod)).toMatchObject({ status: "Terminating", severity: "busy" });
  });

  it("is Completed, and well, when its container ended with 0", () => {
    const pod = podWith([status({ terminated: { exitCode: 0, reason: "Completed" } })], { phase: "Succeeded" });
    expect(podStatus(pod)).toMatchObject({ status: "Completed", severity: "well" });
  });

  it("keeps running where one of two containers has completed", () => {
    const ended = status({ terminated: { exitCode: 0, reason: "Completed" } }, { name: "side" });
    const runs = status({ running: {} }, { ready: true });
    const pod = podWith([ended, runs], { conditions: [{ type: "Ready", status: "True" }] });
    expect(podStatus(pod)).toMatchObject({ status: "Running" });
  });
});
