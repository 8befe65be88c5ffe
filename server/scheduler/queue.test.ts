import { beforeEach, describe, expect, it } from "vitest";
import { aPod } from "@/server/objects/builders";
import { FakeClock } from "@/server/testing/fakeClock";
import { prioritySort } from "./plugins/prioritySort";
import { schedulingGates } from "./plugins/schedulingGates";
import { podInfo } from "./podInfo";
import { SchedulingQueue } from "./queue";

const info = (name: string, priority = 0) => podInfo(aPod(name).withPriority(priority).build());
const byFit = new Set(["NodeResourcesFit"]);

describe("the scheduling queue", () => {
  let clock: FakeClock;
  let queue: SchedulingQueue;
  let woken = 0;

  beforeEach(() => {
    clock = new FakeClock();
    woken = 0;
    queue = new SchedulingQueue({
      clock,
      sort: prioritySort,
      holds: (pod) => schedulingGates.holds(pod),
      onActive: () => {
        woken++;
      },
    });
  });

  function refuseNext(): string {
    const next = queue.pop();
    if (!next) throw new Error("nothing to refuse");
    queue.refuse(next.info.uid, byFit);
    return next.info.uid;
  }

  it("gives pods out by priority, then in the order in which they came", () => {
    for (const pod of [info("low-1"), info("high", 100), info("low-2")]) queue.put(pod);
    expect([queue.pop(), queue.pop(), queue.pop(), queue.pop()].map((pod) => pod?.info.name)).toEqual([
      "high",
      "low-1",
      "low-2",
      undefined,
    ]);
  });

  it("leaves an unschedulable pod be until something could help", () => {
    queue.put(info("a"));
    const uid = refuseNext();
    queue.moveIf(() => false);
    expect(queue.get(uid)?.state).toBe("unschedulable");
    expect(queue.pop()).toBeUndefined();
  });

  it("lets a pod that could be helped wait out its back-off: 1 s, then 2 s, at most 10 s", async () => {
    queue.put(info("a"));
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      const uid = refuseNext();
      queue.moveIf(() => true);
      expect(queue.get(uid)?.state).toBe("backoff");
      await clock.advance(waitMs - 1);
      expect(queue.activeCount).toBe(0);
      await clock.advance(1);
      expect(queue.activeCount).toBe(1);
    }
  });

  it("gives a pod out at once when its back-off is over before help comes", async () => {
    queue.put(info("a"));
    refuseNext();
    await clock.advance(5_000);
    queue.moveIf(() => true);
    expect(queue.pop()?.attempts).toBe(2);
  });

  it("asks about equal pods once", () => {
    for (let index = 0; index < 50; index++) queue.put(info(`same-${index}`));
    for (let index = 0; index < 50; index++) refuseNext();
    let asked = 0;
    queue.moveIf(() => {
      asked++;
      return true;
    });
    expect(asked).toBe(1);
    expect(queue.activeCount).toBe(0);
  });

  it("holds a gated pod, and lets it go when the gate is lifted", () => {
    const gated = aPod("a").withSpec((spec) => {
      spec.schedulingGates = [{ name: "wait" }];
    });
    expect(queue.put(podInfo(gated.build()))).toContain("gates");
    expect(queue.pop()).toBeUndefined();
    queue.put(podInfo(aPod("a").build()));
    expect(queue.pop()?.info.name).toBe("a");
    expect(woken).toBe(1);
  });

  it("looks again at a pod whose own spec changed", () => {
    queue.put(info("a"));
    refuseNext();
    queue.put(podInfo(aPod("a").requesting({ cpuMillis: 1 }).build()));
    expect(queue.pop()?.info.cpuMillis).toBe(1);
  });

  it("does not look again because only the status of a pod changed", () => {
    queue.put(info("a"));
    const uid = refuseNext();
    queue.put(podInfo(aPod("a").withPriority(0).inPhase("Pending").build()));
    expect(queue.get(uid)?.state).toBe("unschedulable");
  });

  it("forgets a pod that is gone", () => {
    queue.put(info("a"));
    queue.remove(info("a").uid);
    expect(queue.pop()).toBeUndefined();
    expect(queue.size).toBe(0);
  });

  it("looks at everybody again after five minutes, whatever the hints said", async () => {
    queue.put(info("a"));
    refuseNext();
    await clock.advance(330_000);
    expect(queue.pop()?.info.name).toBe("a");
  });
});
