import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aJob } from "@/server/objects/builders";
import { Run } from "./simulation";

const event = fc.record({
  what: fc.constantFrom("look", "look", "succeed", "fail", "vanish", "wait"),
  most: fc.constantFrom(0, 1, 2, 3, 100),
  which: fc.nat(7),
});
const shape = fc.record({
  completions: fc.integer({ min: 1, max: 6 }),
  parallelism: fc.integer({ min: 1, max: 4 }),
  completionMode: fc.constantFrom("NonIndexed", "Indexed"),
});

describe("a Job in any order of events, with a crash after any write", () => {
  it("counts each pod once, also those that vanish, never runs too many, and completes", () => {
    fc.assert(
      fc.property(
        shape,
        fc.array(event, { maxLength: 80, size: "max" }),
        ({ completions, parallelism, completionMode }, events) => {
          const run = new Run(
            aJob("sums")
              .completing(completions, parallelism)
              .failingAfter(1_000)
              .with(({ spec }) => {
                spec.completionMode = completionMode;
              })
              .build(),
          );
          let succeeded = 0;
          let failed = 0;
          for (const { what, most, which } of events) {
            const { active } = run;
            const pod = active[which % Math.max(1, active.length)];
            if (what === "look") run.look(most);
            else if (what === "wait") run.world.nowMs += 400_000;
            else if (what === "vanish")
              for (const ended of run.pods.filter((one) => !active.includes(one))) run.world.end(ended);
            else if (pod) {
              run.finish(pod, what === "succeed" ? 0 : 1);
              if (what === "succeed") succeeded++;
              else failed++;
            }
            expect(run.active.length).toBeLessThanOrEqual(parallelism);
          }
          for (let round = 0; !run.isOver && round < 50; round++) {
            run.settle();
            run.world.nowMs += 400_000;
            for (const pod of run.active) {
              run.finish(pod);
              succeeded++;
            }
          }
          run.settle();
          expect(run.condition("Complete")?.status).toBe("True");
          expect(run.job.status).toMatchObject({ failed, active: 0, uncountedTerminatedPods: {} });
          expect(run.job.status?.succeeded).toBe(succeeded);
          expect(succeeded).toBe(completions);
          expect(run.pods.every(({ metadata }) => !metadata.finalizers?.length)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  }, 30_000);
});
