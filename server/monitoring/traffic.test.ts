import { describe, expect, it } from "vitest";
import { silentLog } from "@/server/lib/log";
import { FakeClock } from "@/server/testing/fakeClock";
import { type GatewayCounts, TrafficSampler, trafficBetween } from "./traffic";

describe("traffic", () => {
  it("is what all backends carried between two readings, per second", () => {
    const before = { a: { requests: 10, errors: 1 }, b: { requests: 5, errors: 0 } };
    const after = { a: { requests: 30, errors: 2 }, b: { requests: 15, errors: 4 } };
    expect(trafficBetween(before, after, 10_000)).toEqual({ requestsPerSecond: 3, errorsPerSecond: 0.5 });
  });

  it("is never negative: a gateway that was started again counts from zero", () => {
    const before = { a: { requests: 1_000, errors: 10 } };
    expect(trafficBetween(before, { a: { requests: 20, errors: 0 } }, 10_000)).toEqual({
      requestsPerSecond: 2,
      errorsPerSecond: 0,
    });
  });

  it("has no point over a time in which the gateway could not be asked", async () => {
    const clock = new FakeClock();
    const answers: (GatewayCounts | Error)[] = [
      { a: { requests: 0, errors: 0 } },
      { a: { requests: 50, errors: 0 } },
      new Error("away"),
      { a: { requests: 5_000, errors: 0 } },
      { a: { requests: 5_100, errors: 0 } },
    ];
    const read = async () => {
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer ?? new Error("no more");
      return answer;
    };
    const sampler = new TrafficSampler({ read, clock, log: silentLog });
    await clock.advance(25_000);
    sampler.close();
    expect(sampler.series().map(({ requestsPerSecond }) => requestsPerSecond)).toEqual([10, 20]);
  });
});
