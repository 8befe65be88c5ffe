import { expect, test } from "vitest";
import { aContainer, aView, ended, running, startMs } from "@/server/agent/testing/testViews";
import { nextStep } from "./nextStep";

test("a new pod is set up before anything starts", () => {
  expect(nextStep(aView({ setUp: "no" }))).toEqual({ type: "setUp" });
});

test("a set-up that failed waits for its time", () => {
  const setUpFailure = { reason: "FailedMount", message: "", retryAtMs: 1_500 };
  expect(nextStep(aView({ setUp: "no", setUpFailure }))).toEqual({ type: "wait", untilMs: 1_500 });
});

test("init containers run one after another, and the others only after them", () => {
  const first = aContainer({ name: "first", role: "init" });
  const second = aContainer({ name: "second", role: "init" });
  const main = aContainer();
  expect(nextStep(aView({ containers: [first, second, main] }))).toMatchObject({ type: "start", container: "first" });
  const busy = { ...first, current: running(), isPostStarted: true };
  expect(nextStep(aView({ containers: [busy, second, main] }))).toEqual({ type: "wait" });
  const done = { ...first, current: ended(0) };
  expect(nextStep(aView({ containers: [done, second, main] }))).toMatchObject({ type: "start", container: "second" });
  const all = [done, { ...second, current: ended(0) }, main];
  expect(nextStep(aView({ containers: all }))).toMatchObject({ type: "start", container: "main" });
});

test("what comes after a sidecar waits until it has started, not until it ends", () => {
  const sidecar = aContainer({ name: "sidecar", role: "sidecar", current: running(), isStarted: false });
  expect(nextStep(aView({ containers: [sidecar, aContainer()] }))).toEqual({ type: "wait" });
  const started = { ...sidecar, isStarted: true };
  expect(nextStep(aView({ containers: [started, aContainer()] }))).toMatchObject({ type: "start", container: "main" });
});

test("a container that waits for its image does not hold the others up", () => {
  const failure = { reason: "ErrImagePull", message: "", retryAtMs: 9_000 };
  const step = nextStep(aView({ containers: [aContainer({ name: "one", failure }), aContainer({ name: "two" })] }));
  expect(step).toMatchObject({ type: "start", container: "two" });
});

test("the first restart is at once, the next waits for the back-off", () => {
  const container = aContainer({ current: ended(1) });
  expect(nextStep(aView({ containers: [container] }))).toEqual({ type: "start", container: "main", attempt: 1 });
  const backoff = { delayMs: 10_000, updatedMs: startMs };
  const step = nextStep(aView({ containers: [{ ...container, backoff }], nowMs: startMs + 4_000 }));
  expect(step).toEqual({ type: "wait", untilMs: 1_000 + 6_000 });
});

test.each([
  ["Never", 1, "cleanUp"],
  ["OnFailure", 0, "cleanUp"],
  ["OnFailure", 1, "start"],
  ["Always", 0, "start"],
] as const)("restart policy %s after exit code %i: %s", (restartPolicy, code, type) => {
  const view = aView({ pod: { spec: { restartPolicy } }, containers: [aContainer({ current: ended(code) })] });
  expect(nextStep(view).type).toBe(type);
});

test("a failed probe stops the container with its own grace period", () => {
  const container = aContainer({ current: running(), mustRestart: { graceMs: 3_000 } });
  expect(nextStep(aView({ containers: [container] }))).toEqual({
    type: "beginStop",
    container: "main",
    graceMs: 3_000,
  });
});

test("a sidecar ends once the others are done, and only then are the volumes cleaned up", () => {
  const main = aContainer({ current: ended(0) });
  const sidecar = aContainer({ name: "sidecar", role: "sidecar", current: running() });
  const pod = { spec: { restartPolicy: "Never" as const } };
  expect(nextStep(aView({ pod, containers: [sidecar, main] }))).toMatchObject({
    type: "beginStop",
    container: "sidecar",
  });
});

test("a pod past its activeDeadlineSeconds expires", () => {
  const view = aView({ pod: { spec: { activeDeadlineSeconds: 5 } }, nowMs: startMs + 5_000 });
  expect(nextStep(view)).toMatchObject({ type: "expire", reason: "DeadlineExceeded" });
  const early = aView({
    pod: { spec: { activeDeadlineSeconds: 5 } },
    containers: [aContainer({ current: running() })],
  });
  expect(nextStep(early)).toEqual({ type: "wait", untilMs: 6_000 });
});

test("nothing is started while it is not known whether the cluster still wants it", () => {
  expect(nextStep(aView({ isHeld: true }))).toEqual({ type: "wait" });
});

test("attempts before the last two are forgotten", () => {
  const container = aContainer({
    current: running(3),
    previous: ended(1, startMs, 2),
    older: [ended(1, startMs, 1), ended(1, startMs, 0)],
  });
  expect(nextStep(aView({ containers: [container] }))).toMatchObject({ type: "forget", id: "u_main_0" });
});
