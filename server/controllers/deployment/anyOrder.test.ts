import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aDeployment } from "@/server/objects/builders";
import { maxSurgeOf, maxUnavailableOf } from "./numbers";
import { Rollout } from "./simulation";

/** One event: who looks next, and after how many writes it dies. */
const event = fc.record({
  who: fc.constantFrom("deployment", "old sets", "new sets", "kubelet", "all sets"),
  most: fc.constantFrom(0, 1, 2, 3, 100),
  luck: fc.nat(5),
});
const strategy = fc.record({
  replicas: fc.integer({ min: 1, max: 8 }),
  maxSurge: fc.constantFrom(0, 1, 2, "25%", "50%"),
  maxUnavailable: fc.constantFrom(0, 1, 3, "25%", "50%"),
});

describe("a rolling update in any order of events, with a crash after any write", () => {
  it("never has more pods than maxSurge nor fewer available ones than maxUnavailable allows, and ends converged", () => {
    fc.assert(
      fc.property(
        strategy,
        fc.array(event, { maxLength: 120, size: "max" }),
        ({ replicas, maxSurge, maxUnavailable }, events) => {
          const rollout = new Rollout(aDeployment("web").replicas(replicas).rolling(maxSurge, maxUnavailable).build());
          rollout.settle();
          rollout.change(({ spec }) => {
            spec.template.metadata = { ...spec.template.metadata, annotations: { version: "2" } };
          });
          const most = replicas + maxSurgeOf(rollout.deployment);
          const least = replicas - maxUnavailableOf(rollout.deployment);
          for (const { who, most: writes, luck } of events) {
            const [oldSet, ...newSets] = rollout.sets;
            if (who === "deployment") rollout.roll(writes);
            else if (who === "kubelet")
              rollout.serve((pod) => (pod.metadata.name.charCodeAt(pod.metadata.name.length - 1) + luck) % 3 > 0);
            else
              for (const set of who === "old sets" && oldSet ? [oldSet] : who === "all sets" ? rollout.sets : newSets)
                rollout.fill(set, writes);
            expect(rollout.active.length).toBeLessThanOrEqual(most);
            expect(rollout.available.length).toBeGreaterThanOrEqual(least);
          }
          rollout.settle();
          expect(rollout.available).toHaveLength(replicas);
          expect(rollout.available.every(({ metadata }) => metadata.annotations?.version === "2")).toBe(true);
          expect(rollout.deployment.status).toMatchObject({ updatedReplicas: replicas, availableReplicas: replicas });
        },
      ),
      { numRuns: 100 },
    );
  }, 30_000);
});
