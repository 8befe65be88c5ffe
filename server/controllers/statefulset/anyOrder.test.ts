import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aStatefulSet } from "@/server/objects/builders";
import { isDeleting } from "@/server/objects/meta";
import type { Pod } from "@/server/objects/types";
import { resolvePercent } from "../numbers";
import { ordinalRange } from "./identity";
import { Row } from "./simulation";

/** One event: who acts next, and after how many writes the controller dies. */
const event = fc.record({
  who: fc.constantFrom("controller", "controller", "controller", "kubelet", "kubelet", "failure", "resize", "template"),
  most: fc.constantFrom(0, 1, 2, 3, 100),
  luck: fc.nat(7),
});
const spec = fc.record({
  replicas: fc.integer({ min: 0, max: 5 }),
  policy: fc.constantFrom("OrderedReady", "Parallel"),
  start: fc.constantFrom(0, 3),
  partition: fc.constantFrom(0, 0, 2),
  maxUnavailable: fc.constantFrom(1, 2, "50%"),
});

function act(row: Row, { who, most, luck }: { who: string; most: number; luck: number }): void {
  if (who === "controller") row.look(most);
  else if (who === "kubelet") row.serve((pod) => (row.ordinal(pod) + luck) % 3 > 0);
  else if (who === "resize")
    row.change((set) => {
      set.spec.replicas = luck;
    });
  else if (who === "template")
    row.change((set) => {
      set.spec.template.metadata = { ...set.spec.template.metadata, annotations: { version: String(luck) } };
    });
  else {
    const pod = row.pods[luck];
    if (pod && !isDeleting(pod)) row.world.setPod(pod, { phase: "Failed", conditions: [] });
  }
}

describe("a StatefulSet in any order of events, with a crash after any write", () => {
  it("never has two pods of an ordinal, grows and shrinks in order, rolls within its limit, and ends converged", () => {
    fc.assert(
      fc.property(spec, fc.array(event, { maxLength: 120, size: "max" }), (wanted, events) => {
        const row = new Row(
          aStatefulSet("web")
            .replicas(wanted.replicas)
            .with((set) => {
              set.spec.podManagementPolicy = wanted.policy;
              set.spec.ordinals = { start: wanted.start };
              const { partition, maxUnavailable } = wanted;
              set.spec.updateStrategy = { type: "RollingUpdate", rollingUpdate: { partition, maxUnavailable } };
            })
            .build(),
        );
        for (const one of events) {
          const before = row.pods;
          act(row, one);
          expect(new Set(row.names).size).toBe(row.names.length);
          if (one.who === "controller") keepsItsPromises(row, before);
        }
        row.settle();
        const { first, end } = ordinalRange(row.set);
        expect(row.names).toEqual(Array.from({ length: end - first }, (_, index) => `web-${first + index}`));
        expect(row.pods.every((pod) => row.serves(pod))).toBe(true);
        expect(row.set.status).toMatchObject({ replicas: end - first });
        const versions = row.pods.slice(wanted.partition).map((pod) => pod.metadata.annotations?.version);
        expect(new Set(versions).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});

/** What one look of the controller may have done to these pods. */
function keepsItsPromises(row: Row, before: readonly Pod[]): void {
  const { first, end } = ordinalRange(row.set);
  const isInside = (pod: Pod) => row.ordinal(pod) >= first && row.ordinal(pod) < end;
  const uids = new Set(before.map(({ metadata }) => metadata.uid));
  const made = row.pods.filter(({ metadata }) => !uids.has(metadata.uid));
  const taken = before.filter(
    (pod) => !isDeleting(pod) && row.pods.some((one) => one.metadata.uid === pod.metadata.uid && isDeleting(one)),
  );
  const serving = before.filter((pod) => isInside(pod) && row.serves(pod));
  if (row.set.spec.podManagementPolicy === "OrderedReady") {
    expect(made.length).toBeLessThanOrEqual(1);
    for (const pod of made)
      expect(serving.filter((one) => row.ordinal(one) < row.ordinal(pod))).toHaveLength(row.ordinal(pod) - first);
    for (const pod of taken.filter((one) => !isInside(one))) {
      expect(serving).toHaveLength(end - first);
      const outside = before.filter((one) => !isInside(one));
      expect(row.ordinal(pod)).toBe(Math.max(...outside.map((one) => row.ordinal(one))));
    }
  }
  const replaced = taken.filter((pod) => isInside(pod) && row.serves(pod));
  const wanted = row.set.spec.updateStrategy?.rollingUpdate?.maxUnavailable;
  const limit = Math.max(1, resolvePercent(wanted, end - first, "up"));
  if (replaced.length > 0) expect(end - first - serving.length + replaced.length).toBeLessThanOrEqual(limit);
  const partition = row.set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (const pod of replaced) expect(row.ordinal(pod)).toBeGreaterThanOrEqual(first + partition);
}
