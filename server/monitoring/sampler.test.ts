import { describe, expect, it } from "vitest";
import { FakeClock } from "@/server/testing/fakeClock";
import type { UsageMinute } from "./archive";
import { startSampler } from "./sampler";
import { UsageStore } from "./usageStore";

const usage = async () => ({
  pods: new Map([["default/a", { cpuMillis: 10, memoryBytes: 100 }]]),
  nodes: new Map([["node-1", { cpuMillis: 20, memoryBytes: 200 }]]),
});

describe("startSampler", () => {
  it("samples every five seconds until it is stopped", async () => {
    const clock = new FakeClock();
    const store = new UsageStore();
    const stop = startSampler({ cluster: { usage }, clock, store });
    await clock.advance(20_000);
    stop();
    await clock.advance(20_000);
    expect(store.query({ kind: "node", name: "node-1", sinceMs: 0 })).toHaveLength(4);
  });

  it("leaves out a round while the last one is not answered", async () => {
    const clock = new FakeClock();
    let asked = 0;
    const never = () => {
      asked++;
      return new Promise<never>(() => {});
    };
    startSampler({ cluster: { usage: never }, clock, store: new UsageStore() });
    await clock.advance(60_000);
    expect(asked).toBe(1);
  });

  it("writes each minute once, also when the archive was away for a while", async () => {
    const clock = new FakeClock();
    const written: UsageMinute[] = [];
    let isAway = true;
    const archive = {
      async write(minutes: readonly UsageMinute[]) {
        if (isAway) throw new Error("away");
        written.push(...minutes);
      },
      readSince: async () => [],
      thin: async () => {},
    };
    startSampler({ cluster: { usage }, clock, store: new UsageStore(), archive });
    await clock.advance(130_000);
    isAway = false;
    await clock.advance(60_000);
    const minutes = written.filter(({ kind }) => kind === "pod").map(({ atMs }) => atMs);
    expect(minutes).toHaveLength(3);
    expect(new Set(minutes).size).toBe(3);
  });
});
