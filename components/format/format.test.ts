import { describe, expect, it } from "vitest";
import { formatBytes, formatCores, formatCpu, formatShare } from "./figures";
import { formatAge, parseTime } from "./times";

describe("figures", () => {
  it.each([
    [0, "0 B"],
    [512 * 1024 ** 2, "512 MiB"],
    [1.5 * 1024 ** 3, "1.5 GiB"],
    [1010 * 1024 ** 2, "1 GiB"],
    [-512 * 1024 ** 2, "−512 MiB"],
  ])("writes %d bytes as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it("writes CPU in cores, or in thousandths where that says more", () => {
    expect(formatCores(9_800)).toBe("9.8");
    expect(formatCores(250)).toBe("0.25");
    expect(formatCpu(250)).toBe("250m");
    expect(formatCpu(1_500)).toBe("1.5");
  });

  it("keeps a share below one percent from looking like nothing", () => {
    expect(formatShare(4, 1_000)).toBe("0.4%");
    expect(formatShare(41, 100)).toBe("41%");
    expect(formatShare(1, 0)).toBe("0%");
  });
});

describe("ages", () => {
  it.each([
    [900, "0s"],
    [12_000, "12s"],
    [90_000, "1m30s"],
    [360_000, "6m"],
    [8_100_000, "2h15m"],
    [36_000_000, "10h"],
    [172_800_000, "2d"],
  ])("writes %d ms as %s", (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });

  it("takes a broken timestamp for none", () => {
    expect(parseTime("yesterday")).toBeUndefined();
    expect(parseTime("2026-01-01T00:00:00Z")).toBe(Date.UTC(2026, 0, 1));
  });
});
