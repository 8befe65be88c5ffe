import { beforeEach, describe, expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import type { Pod } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { prioritySort } from "./plugins/prioritySort";
import { podInfo } from "./podInfo";
import { defaultProfile } from "./registry";
import { SchedulerState } from "./state";

describe("what the scheduler knows", () => {
  let state: SchedulerState;
  const web = aPod("web").requesting({ cpuMillis: 500 });
  const { uid } = web.build().metadata;

  beforeEach(() => {
    state = new SchedulerState({
      clock: new FakeClock(),
      sort: prioritySort,
      onActive: () => {},
      onHeld: () => {},
      profileOf: () => defaultProfile,
    });
    state.nodeChanged({ type: "ADDED", object: aNode("a").build() });
  });

  const added = (object: Pod) => state.podChanged({ type: "ADDED", object });
  const used = () => state.table.resources.cpu.requested.values[state.table.rowOf("a") ?? 0];

  function assume(): void {
    added(web.build());
    const queued = state.queue.pop();
    if (queued) state.assume(queued, "a");
  }

  it("counts an assumed pod once, before and after the watch confirms it", () => {
    assume();
    expect(used()).toBe(500);
    state.podChanged({ type: "MODIFIED", object: web.onNode("a").build(), previous: web.build() });
    expect(used()).toBe(500);
    expect(state.isAssumed(uid)).toBe(false);
    expect(state.queue.get(uid)).toBeUndefined();
  });

  it("keeps an assumed pod where it is while other changes of it come in", () => {
    assume();
    state.podChanged({ type: "MODIFIED", object: web.labelled({ late: "yes" }).build(), previous: web.build() });
    expect(used()).toBe(500);
    expect(state.queue.get(uid)?.state).toBe("deciding");
  });

  it("gives the room back when a binding fails, and only once", () => {
    assume();
    expect(state.forget(uid)).toBe(true);
    expect(used()).toBe(0);
    expect(state.forget(uid)).toBe(false);
  });

  it("does not take a pod back that was deleted while it was bound", () => {
    assume();
    state.podChanged({ type: "DELETED", object: web.build(), previous: web.build() });
    expect(used()).toBe(0);
    expect(state.forget(uid)).toBe(false);
  });

  it("gives room back when a pod ends, though it stays stored", () => {
    const running = aPod("job").requesting({ cpuMillis: 300 }).onNode("a");
    added(running.build());
    const ended = running.inPhase("Succeeded").build();
    state.podChanged({ type: "MODIFIED", object: ended, previous: running.build() });
    expect(used()).toBe(0);
  });

  it("wakes a refused pod only for a change that could let it in", () => {
    const big = aPod("big").requesting({ cpuMillis: 3800 });
    const first = aPod("first").requesting({ cpuMillis: 500 }).onNode("a");
    const second = aPod("second").requesting({ cpuMillis: 100 }).onNode("a");
    for (const pod of [first, second, big]) added(pod.build());
    const bigUid = podInfo(big.build()).uid;
    state.queue.pop();
    state.queue.refuse(bigUid, new Set(["NodeResourcesFit"]));
    state.podChanged({ type: "DELETED", object: second.build() });
    expect(state.queue.get(bigUid)?.state).toBe("unschedulable");
    state.podChanged({ type: "DELETED", object: first.build() });
    expect(state.queue.get(bigUid)?.state).toBe("backoff");
  });

  it("takes up a promise that was made before a restart", () => {
    const promised = web
      .withPriority(5)
      .with((draft) => {
        draft.status = { ...draft.status, nominatedNodeName: "a" };
      })
      .build();
    added(promised);
    expect(state.nominations.nodeOf(uid)).toBe("a");
    state.podChanged({ type: "DELETED", object: promised });
    expect(state.nominations.size).toBe(0);
  });
});
