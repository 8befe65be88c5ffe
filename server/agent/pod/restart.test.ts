import { expect, test } from "vitest";
import { backoffAfter, goDuration, restartDelayMs } from "./restart";

test("restarts wait 0, 10, 20, 40 … seconds and at most 5 minutes", () => {
  const delays: number[] = [];
  let backoff: ReturnType<typeof backoffAfter> | undefined;
  for (let nowMs = 0, tries = 0; tries < 8; tries++) {
    const delayMs = restartDelayMs(backoff, nowMs);
    delays.push(delayMs / 1000);
    nowMs += delayMs;
    backoff = backoffAfter(backoff, nowMs - delayMs, nowMs);
  }
  expect(delays).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
});

test("a container that ran for more than ten minutes starts anew at once", () => {
  const backoff = { delayMs: 300_000, updatedMs: 0 };
  expect(restartDelayMs(backoff, 600_001)).toBe(0);
  expect(backoffAfter(backoff, 600_001, 600_001)).toEqual({ delayMs: 10_000, updatedMs: 600_001 });
});

test("durations are printed as Go prints them", () => {
  expect([10_000, 80_000, 300_000].map(goDuration)).toEqual(["10s", "1m20s", "5m0s"]);
});
