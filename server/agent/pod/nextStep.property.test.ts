import fc from "fast-check";
import { expect, test } from "vitest";
import { aContainer, aView, ended, running, startMs } from "@/server/agent/testing/testViews";
import { nextStep, type Step } from "./nextStep";
import { phaseOf } from "./phase";
import type { ContainerView, PodView } from "./view";

/** What happens to a pod from outside between two steps. */
type Happening = "pass" | "exit0" | "exit1" | "ready" | "condemn" | "delete" | "deleteNow";

const happenings = fc.array(
  fc.constantFrom<Happening[]>("pass", "pass", "pass", "exit0", "exit1", "ready", "condemn", "delete", "deleteNow"),
  { maxLength: 60 },
);
const pods = fc.record({
  roles: fc.array(fc.constantFrom("init", "sidecar", "main"), { maxLength: 4 }),
  restartPolicy: fc.constantFrom("Always" as const, "OnFailure" as const, "Never" as const),
  hasHook: fc.boolean(),
});

function firstView({
  roles,
  restartPolicy,
  hasHook,
}: {
  roles: readonly string[];
  restartPolicy: "Always" | "OnFailure" | "Never";
  hasHook: boolean;
}): PodView {
  const order = [...roles.filter((role) => role !== "main"), "main", ...roles.filter((role) => role === "main")];
  const spec = hasHook ? { lifecycle: { preStop: { sleep: { seconds: 1 } } } } : {};
  const containers = order.map((role, index) =>
    aContainer({ name: `c${index}`, role: role as ContainerView["role"], spec }),
  );
  return aView({ setUp: "no", pod: { spec: { restartPolicy } }, containers });
}

const change = (view: PodView, name: string, to: (one: ContainerView) => Partial<ContainerView>): PodView => ({
  ...view,
  containers: view.containers.map((one) => (one.spec.name === name ? { ...one, ...to(one) } : one)),
});

/** The machine that does exactly what it is told. */
function carryOut(view: PodView, step: Step): PodView {
  switch (step.type) {
    case "setUp":
      return { ...view, setUp: "done" };
    case "start":
      return change(view, step.container, (one) => ({
        current: running(step.attempt),
        previous: one.current,
        nextAttempt: step.attempt + 1,
        isPostStarted: true,
        isStarted: false,
        isReady: false,
        stop: undefined,
        mustRestart: undefined,
      }));
    case "beginStop":
      return change(view, step.container, () => ({
        stop: {
          sinceMs: view.monotonicMs,
          graceMs: step.graceMs,
          preStop: "waiting",
          isTermSent: false,
        },
      }));
    case "preStop":
      return change(view, step.container, (one) => ({ stop: one.stop && { ...one.stop, preStop: "running" } }));
    case "signal":
      return change(view, step.container, (one) => ({
        stop: one.stop && {
          ...one.stop,
          isTermSent: true,
          killSentMs: step.signal === "SIGKILL" ? view.monotonicMs : undefined,
        },
        ...(step.signal === "SIGKILL" ? { current: ended(137, view.nowMs, one.current?.attempt ?? 0) } : {}),
      }));
    case "forget":
      return change(view, step.container, () => ({ previous: undefined }));
    case "withdraw":
      return view.termination ? { ...view, termination: { ...view.termination, isWithdrawn: true } } : view;
    case "cleanUp":
      return { ...view, isCleanedUp: true };
    case "tearDown":
      return { ...view, isTornDown: true };
    case "release":
      return { ...view, isReleased: true };
    default:
      return view;
  }
}

function happen(view: PodView, what: Happening): PodView {
  const one = view.containers.find(({ current }) => current?.state === "running");
  if (what === "delete" || what === "deleteNow") {
    const graceMs = what === "delete" ? 10_000 : 0;
    const termination = view.termination ?? { sinceMs: view.monotonicMs, graceMs, isWithdrawn: false, isDeleted: true };
    return { ...view, termination: { ...termination, graceMs } };
  }
  if (!one) return view;
  const { name } = one.spec;
  const attempt = one.current?.attempt ?? 0;
  if (what === "exit0") return change(view, name, () => ({ current: ended(0, view.nowMs, attempt) }));
  if (what === "exit1") return change(view, name, () => ({ current: ended(1, view.nowMs, attempt) }));
  if (what === "ready") return change(view, name, () => ({ isStarted: true, isReady: true }));
  if (what === "condemn") return change(view, name, () => ({ mustRestart: { graceMs: 2_000 } }));
  return view;
}

const advance = (view: PodView, ms: number): PodView => ({
  ...view,
  nowMs: view.nowMs + ms,
  monotonicMs: view.monotonicMs + ms,
});

/** Does steps until the worker waits; checks each one. */
function settle(view: PodView, check: (view: PodView, step: Step) => void): PodView {
  let at = view;
  for (let steps = 0; steps < 100; steps++) {
    const step = nextStep(at);
    check(at, step);
    if (step.type === "wait" || step.type === "done") return at;
    const phase = phaseOf(at);
    at = carryOut(at, step);
    at = { ...at, pod: { ...at.pod, status: { ...at.pod.status, phase } } };
  }
  throw new Error("the worker never came to rest");
}

test("whatever happens, in any order, no promise of the way in or out is broken, and a deleted pod ends in its time", () => {
  fc.assert(
    fc.property(pods, happenings, (shape, all) => {
      let view = firstView(shape);
      let phases: string[] = [];
      const check = (at: PodView, step: Step) => {
        phases = [...phases, phaseOf(at)];
        if (step.type === "start") {
          expect(at.termination).toBeUndefined();
          expect(at.setUp).toBe("done");
          const role = at.containers.find(({ spec }) => spec.name === step.container)?.role;
          const isFirst = at.containers.every((one) => one.role !== "main" || !one.current);
          const inits = at.containers.filter((one) => one.role === "init");
          if (role === "main" && isFirst) expect(inits.every(({ current }) => current?.exit?.code === 0)).toBe(true);
        }
        if (step.type === "beginStop" && at.termination) expect(at.termination.isWithdrawn).toBe(true);
        if (step.type === "signal" && step.signal === "SIGKILL") {
          const stop = at.containers.find(({ spec }) => spec.name === step.container)?.stop;
          const endMs = Math.min(
            (stop?.sinceMs ?? 0) + (stop?.graceMs ?? 0),
            at.termination ? at.termination.sinceMs + at.termination.graceMs : Number.POSITIVE_INFINITY,
          );
          expect(at.monotonicMs).toBeGreaterThanOrEqual(endMs);
        }
        if (step.type === "tearDown")
          expect(at.containers.every(({ current }) => current?.state !== "running")).toBe(true);
      };
      for (const what of all) view = advance(happen(settle(view, check), what), 700);
      view = happen(settle(view, check), "delete");
      const untilMs = view.monotonicMs + 10_000;
      for (let waits = 0; nextStep(view).type !== "done" && waits < 50; waits++) {
        view = settle(view, check);
        const step = nextStep(view);
        if (step.type === "wait") view = advance(view, Math.max(1, (step.untilMs ?? untilMs) - view.monotonicMs));
      }
      expect(nextStep(view).type).toBe("done");
      expect(view.monotonicMs).toBeLessThanOrEqual(untilMs);
      const order = ["Pending", "Running", "Succeeded", "Failed"];
      const ranks = phases.map((phase) => Math.min(order.indexOf(phase), 2));
      expect(ranks).toEqual([...ranks].sort());
      expect(view.startedMs).toBe(startMs);
    }),
    { numRuns: 300 },
  );
});
