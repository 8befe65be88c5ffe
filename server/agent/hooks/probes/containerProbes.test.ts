import { expect, test } from "vitest";
import type { Container } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { ContainerProbes } from "./containerProbes";

/** Probes whose tries answer by `answers` (the last one again and again), and what they told. */
function probesOf(
  container: Partial<Container>,
  answers: Record<string, boolean[]>,
  was?: { isStarted: boolean; isReady: boolean },
) {
  const clock = new FakeClock();
  const tries: string[] = [];
  const condemned: string[] = [];
  const probe = (name: string, more = {}) => ({ exec: { command: [name] }, periodSeconds: 1, ...more });
  const whole = { name: "main", ...container };
  const probes = new ContainerProbes({
    container: whole,
    clock,
    startedAtMs: clock.now(),
    ...(was ? { was } : {}),
    events: { changed() {}, failed() {}, condemned: (kind) => void condemned.push(kind) },
    attempt: async ({ exec }) => {
      const [name = ""] = exec?.command ?? [];
      tries.push(name);
      const left = answers[name] ?? [true];
      return { isSuccess: (left.length > 1 ? left.shift() : left[0]) ?? true, message: "" };
    },
  });
  return { clock, probes, tries, condemned, probe };
}

const probe = (name: string, more = {}) => ({ exec: { command: [name] }, periodSeconds: 1, ...more });

test("a container without probes is started and ready at once", () => {
  const { probes } = probesOf({}, {});
  expect([probes.isStarted, probes.isReady]).toEqual([true, true]);
});

test("readiness and liveness wait until the startup probe has passed", async () => {
  const container = {
    startupProbe: probe("startup"),
    readinessProbe: probe("readiness"),
    livenessProbe: probe("liveness"),
  };
  const { clock, probes, tries } = probesOf(container, { startup: [false, false, true] });
  await clock.advance(1_500);
  expect(tries).toEqual(["startup", "startup"]);
  expect(probes.isStarted).toBe(false);
  await clock.advance(1_000);
  expect([probes.isStarted, probes.isReady]).toEqual([true, true]);
  expect(tries.slice(0, 3)).toEqual(["startup", "startup", "startup"]);
});

test("a startup probe that fails as often as it may condemns the container, once", async () => {
  const { clock, condemned } = probesOf(
    { startupProbe: probe("startup", { failureThreshold: 2 }) },
    { startup: [false] },
  );
  await clock.advance(60_000);
  expect(condemned).toEqual(["startup"]);
});

test("readiness changes only when as many tries in a row agree as the thresholds say", async () => {
  const readinessProbe = probe("readiness", { failureThreshold: 2, successThreshold: 1 });
  const { clock, probes } = probesOf({ readinessProbe }, { readiness: [true, false, true, false, false] });
  await clock.advance(0);
  expect(probes.isReady).toBe(true);
  await clock.advance(1_000);
  expect(probes.isReady).toBe(true);
  await clock.advance(2_000);
  expect(probes.isReady).toBe(true);
  await clock.advance(1_000);
  expect(probes.isReady).toBe(false);
});

test("a container that was ready under an earlier agent is not made unready by the next", () => {
  const { probes } = probesOf({ readinessProbe: probe("readiness") }, {}, { isStarted: true, isReady: true });
  expect(probes.isReady).toBe(true);
});

test("the first try waits for the initial delay", async () => {
  const { clock, tries } = probesOf({ livenessProbe: probe("liveness", { initialDelaySeconds: 5 }) }, {});
  await clock.advance(4_900);
  expect(tries).toEqual([]);
  await clock.advance(200);
  expect(tries).toEqual(["liveness"]);
});
