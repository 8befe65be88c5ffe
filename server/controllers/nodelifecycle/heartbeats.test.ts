import { describe, expect, it } from "vitest";
import { Heartbeats } from "./heartbeats";

const graceMs = 40_000;
const tickMs = 1_000;

/** Heartbeats with a hand on the clock: `pass` ticks every second. */
function watched(options = { graceMs, tickMs }) {
  const heartbeats = new Heartbeats(options);
  let nowMs = 0;
  heartbeats.tick(nowMs, true);
  const pass = (ms: number, { heard = [] as string[], isWritable = true } = {}) => {
    for (const endMs = nowMs + ms; nowMs < endMs; ) {
      nowMs += options.tickMs;
      heartbeats.tick(nowMs, isWritable);
      for (const node of heard) heartbeats.heard(node);
    }
  };
  const jump = (ms: number) => {
    nowMs += ms;
    heartbeats.tick(nowMs, true);
  };
  return { heartbeats, pass, jump };
}

describe("Heartbeats", () => {
  it("takes a node for lost only when its silence is longer than the grace", () => {
    const { heartbeats, pass } = watched();
    heartbeats.seen("a");
    pass(graceMs, { heard: ["b"] });
    expect(heartbeats.isLost("a")).toBe(false);
    pass(tickMs, { heard: ["b"] });
    expect(heartbeats.isLost("a")).toBe(true);
    expect(heartbeats.isLost("b")).toBe(false);
  });

  it("works with a grace of a fraction of a second", () => {
    const { heartbeats, pass } = watched({ graceMs: 400, tickMs: 50 });
    heartbeats.seen("a");
    pass(400, { heard: ["b"] });
    expect(heartbeats.isLost("a")).toBe(false);
    pass(50, { heard: ["b"] });
    expect(heartbeats.isLost("a")).toBe(true);
    expect(heartbeats.areAllSilent()).toBe(false);
  });

  it("gives a node that is seen again no new grace, and one that is heard all of it", () => {
    const { heartbeats, pass } = watched();
    heartbeats.seen("a");
    pass(30_000, { heard: ["b"] });
    heartbeats.seen("a");
    expect(heartbeats.silentMs("a")).toBe(30_000);
    heartbeats.heard("a");
    expect(heartbeats.silentMs("a")).toBe(0);
  });

  it("counts no silence while the store cannot write", () => {
    const { heartbeats, pass } = watched();
    heartbeats.seen("a");
    pass(10 * graceMs, { isWritable: false });
    expect(heartbeats.silentMs("a")).toBe(0);
    pass(graceMs);
    expect(heartbeats.isLost("a")).toBe(false);
  });

  it("counts a pause of this process as two ticks at most", () => {
    const { heartbeats, jump } = watched();
    heartbeats.seen("a");
    jump(3_600_000);
    expect(heartbeats.silentMs("a")).toBe(2 * tickMs);
  });

  it("says that all went silent together as long as nobody was heard, however long it lasts", () => {
    const { heartbeats, pass } = watched();
    for (const node of ["a", "b", "c"]) heartbeats.seen(node);
    pass(graceMs / 2);
    expect(heartbeats.areAllSilent()).toBe(false);
    pass(tickMs);
    expect(heartbeats.areAllSilent()).toBe(true);
    pass(10 * graceMs);
    expect(heartbeats.areAllSilent()).toBe(true);
  });

  it("gives those that went silent with all others a new grace when the first is back", () => {
    const { heartbeats, pass } = watched();
    for (const node of ["a", "b", "c"]) heartbeats.seen(node);
    pass(2 * graceMs);
    heartbeats.heard("a");
    pass(tickMs, { heard: ["a"] });
    expect(heartbeats.isLost("b")).toBe(false);
    pass(graceMs, { heard: ["a", "b"] });
    pass(tickMs, { heard: ["a", "b"] });
    expect(heartbeats.isLost("b")).toBe(false);
    expect(heartbeats.isLost("c")).toBe(true);
  });

  it("forgets a node that was deleted", () => {
    const { heartbeats, pass } = watched();
    heartbeats.seen("a");
    pass(2 * graceMs, { heard: ["b"] });
    heartbeats.forget("a");
    expect(heartbeats.isLost("a")).toBe(false);
    expect(heartbeats.areAllSilent()).toBe(false);
  });
});
