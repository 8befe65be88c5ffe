import { describe, expect, it } from "vitest";
import { UsageStore } from "./usageStore";

const startMs = Date.parse("2026-01-01T00:00:00Z");
const samples = (cpuMillis: number, name = "default/a") => ({
  pods: new Map([[name, { cpuMillis, memoryBytes: 100 }]]),
  nodes: new Map<string, { cpuMillis: number; memoryBytes: number }>(),
});

function recorded(seconds: number): UsageStore {
  const store = new UsageStore();
  for (let at = 0; at < seconds; at += 5) store.record(startMs + at * 1_000, samples(at));
  return store;
}

describe("UsageStore", () => {
  it("gives every sample of the last minutes", () => {
    const points = recorded(60).query({ kind: "pod", name: "default/a", sinceMs: startMs + 30_000 });
    expect(points.map(({ cpuMillis }) => cpuMillis)).toEqual([30, 35, 40, 45, 50, 55]);
  });

  it("gives minutes beyond that, the one that is not over among them", () => {
    const points = recorded(1_830).query({ kind: "pod", name: "default/a", sinceMs: startMs });
    expect(points).toHaveLength(31);
    expect(points[0]).toMatchObject({ atMs: startMs, cpuMillis: 27.5, cpuMillisMax: 55 });
    expect(points.at(-1)).toMatchObject({ atMs: startMs + 1_800_000, cpuMillisMax: 1_825 });
  });

  it("returns each minute once, when it has ended", () => {
    const store = new UsageStore();
    const ended = [0, 30, 59, 60, 90, 125].flatMap((at) => store.record(startMs + at * 1_000, samples(at)));
    expect(ended).toMatchObject([
      { kind: "pod", name: "default/a", atMs: startMs, cpuMillisMax: 59 },
      { kind: "pod", name: "default/a", atMs: startMs + 60_000, cpuMillis: 75 },
    ]);
  });

  it("keeps a day and no more", () => {
    const store = new UsageStore();
    for (let minute = 0; minute < 2_000; minute++) store.record(startMs + minute * 60_000, samples(minute));
    const points = store.query({ kind: "pod", name: "default/a", sinceMs: 0, maxPoints: 10_000 });
    expect(points[0]?.atMs).toBe(startMs + (1_999 - 1_440) * 60_000);
    expect(points).toHaveLength(1_441);
  });

  it("goes on with what the archive kept", () => {
    const store = new UsageStore();
    const minute = { cpuMillis: 1, cpuMillisMax: 2, memoryBytes: 3, memoryBytesMax: 4 };
    store.restore([{ kind: "pod", name: "default/a", atMs: startMs - 60_000, ...minute }]);
    store.record(startMs, samples(5));
    const points = store.query({ kind: "pod", name: "default/a", sinceMs: startMs - 3_600_000 });
    expect(points.map(({ atMs }) => atMs)).toEqual([startMs - 60_000, startMs]);
  });

  it("forgets what has sent nothing for an hour, and knows nothing of strangers", () => {
    const store = recorded(10);
    for (const at of [4_000, 4_060]) store.record(startMs + at * 1_000, samples(1, "default/b"));
    expect(store.query({ kind: "pod", name: "default/a", sinceMs: 0 })).toEqual([]);
    expect(store.query({ kind: "node", name: "default/b", sinceMs: 0 })).toEqual([]);
  });

  it("leaves out samples of a clock that was set back", () => {
    const store = recorded(10);
    store.record(startMs - 60_000, samples(9));
    expect(store.query({ kind: "pod", name: "default/a", sinceMs: 0 })).toHaveLength(2);
  });
});
