import { describe, expect, it } from "vitest";
import { ServiceTraffic } from "./serviceTraffic";

const counts = (requests: number) => ({
  "default/web:80": { requests, errors: 0 },
  "default/web:8080": { requests: requests / 10, errors: 0 },
  "default/web-2:80": { requests: 5_000, errors: 0 },
});

describe("the traffic of a Service", () => {
  it("is what all its ports carried over the last half minute, per second", () => {
    const traffic = new ServiceTraffic();
    for (let at = 0; at <= 60; at += 5) traffic.record(counts(at < 30 ? 0 : (at - 30) * 100), at * 1000);
    expect(traffic.requestsPerSecond("default", "web", 60_000)).toBeCloseTo(110);
    expect(traffic.requestsPerSecond("default", "web-2", 60_000)).toBe(0);
  });

  it("is not known before two readings, and not of a gateway that went silent", () => {
    const traffic = new ServiceTraffic();
    traffic.record(counts(0), 0);
    expect(traffic.requestsPerSecond("default", "web", 0)).toBeUndefined();
    traffic.record(counts(50), 5_000);
    expect(traffic.requestsPerSecond("default", "web", 5_000)).toBeCloseTo(11);
    expect(traffic.requestsPerSecond("default", "web", 21_000)).toBeUndefined();
  });

  it("begins anew with a gateway that was started again", () => {
    const traffic = new ServiceTraffic();
    traffic.record(counts(90_000), 0);
    traffic.record(counts(10), 5_000);
    expect(traffic.requestsPerSecond("default", "web", 5_000)).toBeUndefined();
    traffic.record(counts(60), 10_000);
    expect(traffic.requestsPerSecond("default", "web", 10_000)).toBeCloseTo(11);
  });
});
