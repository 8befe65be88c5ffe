import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Memory } from "./behavior";
import { decide } from "./decide";
import { anAutoscaler, worldUsing } from "./testWorld";

const lookMs = 15_000;
const policy = fc.record({
  type: fc.constantFrom("Pods", "Percent"),
  value: fc.integer({ min: 1, max: 300 }),
  periodSeconds: fc.integer({ min: 1, max: 600 }),
});
const rules = fc.record(
  {
    stabilizationWindowSeconds: fc.integer({ min: 0, max: 600 }),
    selectPolicy: fc.constantFrom("Max", "Min", "Disabled"),
    policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const load = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 40 });
const setting = fc.record({
  min: fc.integer({ min: 1, max: 6 }),
  more: fc.integer({ min: 0, max: 20 }),
  start: fc.integer({ min: 1, max: 30 }),
  behavior: fc.option(fc.record({ scaleUp: rules, scaleDown: rules }, { requiredKeys: [] }), { nil: undefined }),
});

interface Step {
  readonly atMs: number;
  readonly before: number;
  readonly after: number;
  readonly asked: number | undefined;
}

/** What happens over time, when the whole app needs so many millicores at each look. */
function run(
  { min, more, start, behavior }: typeof setting extends fc.Arbitrary<infer S> ? S : never,
  needs: number[],
) {
  const autoscaler = anAutoscaler({ minReplicas: min, maxReplicas: min + more, ...(behavior && { behavior }) });
  let memory: Memory | undefined;
  let replicas = start;
  return needs.map((need, index): Step => {
    const atMs = index * lookMs;
    const each = `${Math.round((need * 10) / replicas)}m`;
    const decision = decide(autoscaler, worldUsing(Array(replicas).fill(each)), { memory, monotonicMs: atMs });
    const step = { atMs, before: replicas, after: decision.desired, asked: decision.asked?.replicas };
    ({ memory } = decision);
    replicas = decision.desired;
    return step;
  });
}

describe("an autoscaler, whatever its rules and its load", () => {
  it("never leaves its minimum and maximum", () => {
    fc.assert(
      fc.property(setting, load, (given, needs) => {
        for (const { after } of run(given, needs)) {
          expect(after).toBeGreaterThanOrEqual(given.min);
          expect(after).toBeLessThanOrEqual(given.min + given.more);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("never shrinks below what was asked for within its window", () => {
    fc.assert(
      fc.property(setting, load, (given, needs) => {
        const windowMs = (given.behavior?.scaleDown?.stabilizationWindowSeconds ?? 300) * 1000;
        const steps = run(given, needs);
        for (const [index, step] of steps.entries()) {
          if (step.after >= step.before || step.asked === undefined) continue;
          const recent = steps.slice(0, index).filter(({ atMs }) => atMs > step.atMs - windowMs);
          const most = Math.max(0, ...recent.map(({ asked }) => asked ?? 0));
          expect(step.after).toBeGreaterThanOrEqual(Math.min(most, step.before, given.min + given.more));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("moves only towards what the metrics ask for, or into its range", () => {
    fc.assert(
      fc.property(setting, load, (given, needs) => {
        for (const { before, after, asked } of run(given, needs)) {
          if (asked === undefined) continue;
          const [low, high] = [Math.min(before, asked), Math.max(before, asked)];
          expect(after).toBeGreaterThanOrEqual(Math.min(low, given.min + given.more));
          expect(after).toBeLessThanOrEqual(Math.max(high, given.min));
        }
      }),
      { numRuns: 300 },
    );
  });
});
