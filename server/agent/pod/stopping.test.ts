import { expect, test } from "vitest";
import { aContainer, aView, ended, running } from "@/server/agent/testing/testViews";
import { nextStep } from "./nextStep";
import type { Stop, Termination } from "./view";

const deleted: Termination = { sinceMs: 1_000, graceMs: 30_000, isWithdrawn: true, isDeleted: true };
const stop: Stop = { sinceMs: 1_000, graceMs: 30_000, preStop: "waiting", isTermSent: false };
const hook = { lifecycle: { preStop: { exec: { command: ["true"] } } } };

test("a pod leaves traffic before anything is stopped", () => {
  const containers = [aContainer({ current: running() })];
  expect(nextStep(aView({ containers, termination: { ...deleted, isWithdrawn: false } }))).toEqual({
    type: "withdraw",
  });
  expect(nextStep(aView({ containers, termination: deleted }))).toMatchObject({ type: "beginStop", graceMs: 30_000 });
});

test("preStop comes before SIGTERM, and SIGKILL only when the grace period is over", () => {
  const at = (change: Partial<Stop>, monotonicMs = 1_000) => {
    const containers = [aContainer({ current: running(), spec: hook, stop: { ...stop, ...change } })];
    return nextStep(aView({ containers, termination: deleted, monotonicMs }));
  };
  expect(at({})).toEqual({ type: "preStop", container: "main", untilMs: 29_000 });
  expect(at({ preStop: "running" })).toEqual({ type: "wait", untilMs: 29_000 });
  expect(at({ preStop: "done" })).toMatchObject({ signal: "SIGTERM" });
  expect(at({ preStop: "done", isTermSent: true })).toEqual({ type: "wait", untilMs: 31_000 });
  expect(at({ preStop: "running" }, 29_000)).toMatchObject({ signal: "SIGTERM" });
  expect(at({ preStop: "done", isTermSent: true }, 31_000)).toMatchObject({ signal: "SIGKILL" });
});

test("sidecars leave after the others, the last first", () => {
  const one = aContainer({ name: "one", role: "sidecar", current: running() });
  const two = aContainer({ name: "two", role: "sidecar", current: running() });
  const main = aContainer({ current: running() });
  expect(nextStep(aView({ containers: [one, two, main], termination: deleted }))).toMatchObject({ container: "main" });
  const without = [one, two, { ...main, current: ended(0) }];
  expect(nextStep(aView({ containers: without, termination: deleted }))).toMatchObject({ container: "two" });
});

test("when the grace period is over all that is left is killed together", () => {
  const sidecar = aContainer({ name: "one", role: "sidecar", current: running() });
  const main = aContainer({ current: running(), stop: { ...stop, isTermSent: true, killSentMs: 31_000 } });
  const step = nextStep(aView({ containers: [sidecar, main], termination: deleted, monotonicMs: 31_000 }));
  expect(step).toEqual({ type: "beginStop", container: "one", graceMs: 0 });
});

test("a second deletion with less time shortens the wait", () => {
  const main = aContainer({ current: running(), stop: { ...stop, isTermSent: true } });
  const step = nextStep(aView({ containers: [main], termination: { ...deleted, graceMs: 0 } }));
  expect(step).toMatchObject({ type: "signal", signal: "SIGKILL" });
});

test("once nothing runs the sandbox goes, then the object", () => {
  const containers = [aContainer({ current: ended(0) })];
  expect(nextStep(aView({ containers, termination: deleted }))).toEqual({ type: "tearDown" });
  expect(nextStep(aView({ containers, termination: deleted, isTornDown: true }))).toEqual({ type: "release" });
  const released = aView({ containers, termination: deleted, isTornDown: true, isReleased: true });
  expect(nextStep(released)).toEqual({ type: "done" });
});

test("a pod past its deadline is stopped and kept", () => {
  const containers = [aContainer({ current: ended(137) })];
  const termination = { ...deleted, isDeleted: false, reason: "DeadlineExceeded" };
  expect(nextStep(aView({ containers, termination }))).toEqual({ type: "cleanUp" });
  expect(nextStep(aView({ containers, termination, isCleanedUp: true }))).toEqual({ type: "wait" });
});
