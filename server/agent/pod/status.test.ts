import { expect, test } from "vitest";
import { aContainer, aView, ended, observed, running, startMs } from "@/server/agent/testing/testViews";
import { podStatusOf } from "./status";
import type { PodView } from "./view";

const statusOf = (view: PodView) => podStatusOf(view, { scheme: "process", hostIp: "127.0.0.1", podIp: "127.0.0.1" });
const conditionsOf = (view: PodView) =>
  Object.fromEntries(
    (statusOf(view).conditions ?? []).map(({ type, status, reason }) => [
      type,
      reason ? `${status} ${reason}` : status,
    ]),
  );

test("a pod whose containers are ready is Running and Ready", () => {
  const view = aView({ containers: [aContainer({ current: running() })] });
  expect(statusOf(view)).toMatchObject({ phase: "Running", podIP: "127.0.0.1", startTime: "2026-01-01T00:00:00Z" });
  expect(conditionsOf(view)).toEqual({
    PodReadyToStartContainers: "True",
    Initialized: "True",
    Ready: "True",
    ContainersReady: "True",
  });
});

test("a pod on its way out is not ready while its containers still are", () => {
  const termination = { sinceMs: 0, graceMs: 30_000, isWithdrawn: false, isDeleted: true };
  const view = aView({ containers: [aContainer({ current: running() })], termination });
  expect(conditionsOf(view)).toMatchObject({ Ready: "False PodTerminating", ContainersReady: "True" });
});

test("before it starts, a container is creating; with init containers to come, initializing", () => {
  const init = aContainer({ name: "init", role: "init" });
  expect(statusOf(aView()).containerStatuses?.[0]?.state).toEqual({ waiting: { reason: "ContainerCreating" } });
  const view = aView({ containers: [init, aContainer()] });
  expect(statusOf(view).containerStatuses?.[0]?.state).toEqual({ waiting: { reason: "PodInitializing" } });
  expect(conditionsOf(view)).toMatchObject({ Initialized: "False ContainersNotInitialized" });
  expect(statusOf(view).phase).toBe("Pending");
});

test("a container that ended tells why, its words and its code", () => {
  const oom = observed({ state: "exited", finishedAtMs: startMs, exit: { code: 137, wasOutOfMemory: true } });
  const pod = { spec: { restartPolicy: "Never" as const } };
  const view = aView({ pod, containers: [aContainer({ current: oom, words: new Map([[oom.id, "no room"]]) })] });
  expect(statusOf(view)).toMatchObject({ phase: "Failed" });
  expect(statusOf(view).containerStatuses?.[0]?.state?.terminated).toMatchObject({
    exitCode: 137,
    reason: "OOMKilled",
    message: "no room",
    containerID: "process://u_main_0",
  });
});

test("a crash loop keeps the last end and says how long it waits", () => {
  const backoff = { delayMs: 40_000, updatedMs: startMs };
  const view = aView({ containers: [aContainer({ current: ended(1, startMs, 3), backoff })] });
  const [status] = statusOf(view).containerStatuses ?? [];
  expect(status?.state?.waiting?.reason).toBe("CrashLoopBackOff");
  expect(status?.state?.waiting?.message).toMatch(/^back-off 40s restarting failed container=main pod=pod_default\(/);
  expect(status).toMatchObject({ restartCount: 3, lastState: { terminated: { exitCode: 1 } } });
  expect(statusOf(view).phase).toBe("Running");
});

test("a pod that ended stays ended, whatever is seen later", () => {
  const view = aView({ pod: { status: { phase: "Succeeded" } }, containers: [aContainer({ current: running() })] });
  expect(statusOf(view).phase).toBe("Succeeded");
});

test("the time of a condition moves only with its status", () => {
  const view = aView({ containers: [aContainer({ current: running() })] });
  const first = statusOf(view);
  const later = aView({ ...view, pod: { status: first }, nowMs: startMs + 60_000 });
  expect(statusOf(later).conditions).toEqual(first.conditions);
});
